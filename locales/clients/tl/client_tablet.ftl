# The bank's tablet in the hands of a client.
client-tablet-back = Pakibalik ang tablet
client-tablet-thanks = Wala ka nang kailangang gawin.
client-tablet-password = Para sa bangko: password
client-tablet-unlock = I-unlock
