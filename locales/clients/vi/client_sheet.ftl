# The sheet on which a client writes by hand.
client-sheet-signature = Chữ ký
client-sheet-back = Xin trả tờ giấy đã ký cho ngân hàng, hoặc mang đến bất kỳ chi nhánh nào. Mã này chỉ cho ngân hàng biết đây là lá thư nào. Mã không mở được gì.
client-sheet-code = Mã của lá thư: { $code }
