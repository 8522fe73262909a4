# The bank's tablet in the hands of a client.
client-tablet-back = Xin trả lại máy tính bảng
client-tablet-thanks = Quý vị không cần làm gì thêm.
client-tablet-password = Dành cho ngân hàng: mật khẩu
client-tablet-unlock = Mở khóa
