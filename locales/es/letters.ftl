letters-title = Cartas
letters-sent = Enviadas
letters-received = Recibidas
letters-team = Mi equipo
letters-all = Todas
letters-search = Palabras, nombre o referencia
letters-from = Desde
letters-to = hasta
letters-find = Buscar
letters-more = Cartas anteriores
letters-none = Aún no hay cartas aquí
letters-none-sent-text = Aquí verá las cartas que envíe y lo que respondieron.
letters-none-received-text = Cuando un cliente o un gestor le felicite, la carta quedará aquí.
letters-none-team-text = Aquí verá las cartas sobre las personas que dependen de usted.
letters-none-found = No se encontró nada
letters-none-found-text = Pruebe con menos palabras o un periodo más largo. Basta el comienzo de una palabra.
letters-withdrawn = Retirada
letters-unknown = Aún no se sabe quién ayudó
letters-client = Un cliente
letters-with = con { $name }, { $place }
letters-client-and-banker = { $client }, { $with }
letters-acknowledged = { $count ->
    [one] Leída
   *[other] Leída por { $count }
}
letters-thanked = { $count ->
    [one] Agradecida
   *[other] Agradecida por { $count }
}
