"""The words of our spreadsheet. They are the format, as tags are in XML: Vietnamese, whatever the reader's language."""

SHEET, SHEET_HELP = "Câu hỏi", "Hướng dẫn"
YES, NO = "đúng", "sai"

COLUMNS = {
    "kind": "Loại",
    "name": "Tên ngắn",
    "stem": "Câu hỏi",
    "answer": "Ý",
    "right": "Đáp án",
    "explanation": "Giải thích",
    "category": "Nhóm",
}

KINDS = {
    "single_choice": "một ý đúng",
    "multiple_choice": "nhiều ý đúng",
    "true_false": "đúng sai",
    "short_answer": "trả lời ngắn",
    "numeric": "số",
    "ordering": "sắp xếp",
    "matching": "ghép đôi",
    "essay": "tự luận",
    "description": "đoạn đọc",
}

INSTRUCTIONS = [
    ("Cột", "Ghi gì"),
    ("Loại", "Một trong các loại: " + ", ".join(KINDS.values()) + "."),
    ("Tên ngắn", "Để người soạn tìm lại; bỏ trống thì lấy phần đầu câu hỏi."),
    ("Câu hỏi", "Nội dung hỏi. Được xuống dòng trong ô (Alt+Enter)."),
    ("Ý 1 … Ý 8", "Các ý trả lời. “ghép đôi”: ghi “vế trái -> vế phải”. “sắp xếp”: ghi theo đúng thứ tự."),
    ("Đáp án", "“một ý đúng”, “nhiều ý đúng”: số của ý đúng, ví dụ 2 hoặc 1,3. “đúng sai”: đúng hoặc sai."),
    ("", "“trả lời ngắn”: các ý đều được chấp nhận. “số”: ví dụ 12,5 hoặc 12,5 ± 0,1."),
    ("Giải thích", "Hiện sau khi nộp bài. Có thể bỏ trống."),
    ("Nhóm", "Tên nhóm câu hỏi. Có thể bỏ trống."),
]

# kind, name, stem, eight answers, right, explanation, category
_NO_ANSWERS = [""] * 8
EXAMPLES = [
    [
        "một ý đúng",
        "Cấp cứu",
        "Số nào gọi cấp cứu?",
        "113",
        "115",
        "114",
        *[""] * 5,
        "2",
        "113 gọi công an.",
        "Điện thoại",
    ],
    ["nhiều ý đúng", "Mật khẩu", "Mật khẩu nên thế nào?", "dài", "khó đoán", "là ngày sinh", *[""] * 5, "1,2", "", ""],
    ["đúng sai", "OTP", "Mã OTP không đưa cho ai.", *_NO_ANSWERS, "đúng", "", ""],
]
