# The bank's tablet in the hands of a client.
client-tablet-back = Devuelva la tableta, por favor
client-tablet-thanks = No tiene que hacer nada más.
client-tablet-password = Para el banco: contraseña
client-tablet-unlock = Desbloquear
