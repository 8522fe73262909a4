# The bank's tablet in the hands of a client.
client-tablet-back = Devolva o tablet, por favor
client-tablet-thanks = Não precisa de fazer mais nada.
client-tablet-password = Para o banco: palavra-passe
client-tablet-unlock = Desbloquear
