# The sheet on which a client writes by hand.
client-sheet-signature = 签名
client-sheet-back = 请把签好名的这张纸交还银行，或带到任一分行。这个代码只告诉银行这是哪一封信，不能打开任何东西。
client-sheet-code = 信件代码：{ $code }
