# The bank's tablet in the hands of a client.
client-tablet-back = 请把平板电脑交还
client-tablet-thanks = 您不需要再做什么。
client-tablet-password = 银行专用：密码
client-tablet-unlock = 解锁
