# The bank's tablet in the hands of a client.
client-tablet-back = Please give the tablet back
client-tablet-thanks = There is nothing more for you to do.
client-tablet-password = For the bank: password
client-tablet-unlock = Unlock
