# The bank's tablet in the hands of a client.
client-tablet-back = Rendez la tablette, s’il vous plaît
client-tablet-thanks = Vous n’avez rien d’autre à faire.
client-tablet-password = Pour la banque : mot de passe
client-tablet-unlock = Déverrouiller
