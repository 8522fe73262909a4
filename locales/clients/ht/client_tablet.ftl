# The bank's tablet in the hands of a client.
client-tablet-back = Tanpri remèt tablèt la
client-tablet-thanks = Ou pa gen anyen ankò pou fè.
client-tablet-password = Pou bank lan: modpas
client-tablet-unlock = Debloke
