from people.api import send_text


def test_the_console_shows_the_whole_message(settings, capsys):
    settings.SMS_BACKEND = "people.sms.ConsoleBackend"

    send_text("+84912345678", "Mã của bạn: 123456")

    assert capsys.readouterr().err == "SMS to +84912345678: Mã của bạn: 123456\n"
