"""Question files in our own words, for the tests of what reads and writes them."""

GIFT = r"""// Ngân hàng câu hỏi an toàn mạng
$CATEGORY: an toàn/mật khẩu

::Mật khẩu::Mật khẩu nào mạnh nhất?{
    ~123456 # Quá dễ đoán
    =T3t-Nguyên\#Đán\=2026 # Dài và lạ
    ~%50%conmeo
#### Càng dài càng khó đoán.}

Chọn mọi việc nên làm khi nhận tin lạ. {~%50%Hỏi người thân ~%50%Chặn số ~%-100%Bấm đường dẫn}

::OTP::Mã OTP không đưa cho ai.{TRUE#Sai rồi#Đúng rồi}

Số gọi công an là {=113 =%50%1 1 3} ở mọi tỉnh.

Việt Nam có bao nhiêu tỉnh, thành từ 1/7/2025? {#34:0}

Nhiệt độ phòng dễ chịu? {#
    =24..28#Mát
    =%50%20..30
    ~#Nóng hay lạnh quá}

Nối ứng dụng với việc. {
    =Zalo -> nhắn tin
    =VNeID -> giấy tờ
    = -> nấu cơm
}

Kể một lần bạn gặp tin giả. {}

[html]<p>Phần sau nói về <b>ví điện tử</b>.</p><p>Đọc kỹ nhé.</p>
"""

XML = """<?xml version="1.0" encoding="UTF-8"?>
<quiz>
  <question type="category"><category><text>$course$/Điện thoại</text></category></question>
  <question type="numerical">
    <name><text>Cước</text></name>
    <questiontext format="plain_text"><text>Quãng đường dài bao nhiêu?</text></questiontext>
    <answer fraction="100"><text>1500</text><tolerance>10</tolerance><feedback><text>Đúng</text></feedback></answer>
    <answer fraction="33.333"><text>1500</text><tolerance>100</tolerance></answer>
    <units><unit><multiplier>1</multiplier><unit_name>m</unit_name></unit>
      <unit><multiplier>0.001</multiplier><unit_name>km</unit_name></unit></units>
    <unitgradingtype>2</unitgradingtype><unitpenalty>0.2</unitpenalty><showunits>0</showunits><unitsleft>0</unitsleft>
  </question>
  <question type="shortanswer">
    <name><text>Thủ đô</text></name>
    <questiontext format="html"><text><![CDATA[<p>Thủ đô&nbsp;ở đâu?</p><script>alert(1)</script>]]></text>
    </questiontext>
    <usecase>1</usecase>
    <answer fraction="100"><text>Hà Nội*</text></answer>
    <answer fraction="50"><text>Ha Noi</text></answer>
  </question>
  <question type="ddwtos">
    <name><text>Gọi điện</text></name>
    <questiontext format="html"><text>Nút [[2]] để gọi, nút [[1]] để tắt.</text></questiontext>
    <dragbox><text>đỏ</text><group>1</group></dragbox>
    <dragbox><text>xanh</text><group>1</group><infinite/></dragbox>
    <dragbox><text>vàng</text><group>1</group></dragbox>
  </question>
  <question type="ddmarker">
    <name><text>Màn hình</text></name>
    <questiontext format="html"><text>Đánh dấu các nút.</text></questiontext>
    <file name="man-hinh.png" encoding="base64">iVBORw0KGgo=</file>
    <drag><no>1</no><text>gọi</text><noofdrags>1</noofdrags></drag>
    <drag><no>2</no><text>tắt</text><infinite/></drag>
    <drop><no>1</no><shape>circle</shape><coords>50,60;20</coords><choice>1</choice></drop>
    <drop><no>2</no><shape>rectangle</shape><coords>10,20;30,40</coords><choice>2</choice></drop>
    <drop><no>3</no><shape>polygon</shape><coords>0,0;10,0;5,9.5</coords><choice>2</choice></drop>
  </question>
  <question type="matching">
    <name><text>Nối</text></name>
    <questiontext format="html"><text>Nối.</text></questiontext>
    <subquestion format="html"><text>Zalo</text><answer><text>nhắn tin</text></answer></subquestion>
    <subquestion format="html"><text>VNeID</text><answer><text>giấy tờ</text></answer></subquestion>
    <subquestion format="html"><text></text><answer><text>nấu cơm</text></answer></subquestion>
  </question>
  <question type="essay">
    <name><text>Ảnh chụp</text></name>
    <questiontext format="html"><text>Nộp một ảnh chụp màn hình.</text></questiontext>
    <responseformat>noinline</responseformat><attachments>2</attachments><filetypeslist>.jpg,.png</filetypeslist>
  </question>
  <question type="calculated">
    <name><text>Tính</text></name>
    <questiontext format="html"><text>{a} + {b}?</text></questiontext>
  </question>
</quiz>
"""

AIKEN = """Số nào gọi cấp cứu?
A) 113
B. 115
C)114
ANSWER: B
"""
