# The sheet on which a client writes by hand.
client-sheet-signature = التوقيع
client-sheet-back = أعد الورقة الموقّعة إلى المصرف أو أحضرها إلى أي فرع. الرمز يدلّ المصرف على الرسالة فقط، ولا يفتح شيئًا.
client-sheet-code = رمز الرسالة: { $code }
