# The bank's tablet in the hands of a client.
client-tablet-back = أعد الجهاز اللوحي من فضلك
client-tablet-thanks = ليس عليك شيء آخر.
client-tablet-password = للمصرف: كلمة المرور
client-tablet-unlock = فتح القفل
