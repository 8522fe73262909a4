team-menu = Mi equipo
team-title = Mi equipo
team-people = { $count ->
    [one] { $count } persona
   *[other] { $count } personas
}
team-to-acknowledge = Por confirmar
team-waiting = { $count } en espera
team-waiting-many = más de { $count } en espera
team-many-waiting = Aparecerán más cartas cuando confirme estas.
team-nothing-waits = Nada le espera. Las cartas nuevas sobre su equipo aparecen aquí primero.
team-more-waiting = { $count ->
    [one] { $count } carta más aparecerá cuando confirme estas.
   *[other] { $count } cartas más aparecerán cuando confirme estas.
}
team-with = Con las cartas que marque, o con aquella cuyo botón pulse:
team-told = Se lo he dicho a las personas felicitadas
team-acknowledge-ticked = Confirmar las cartas marcadas
team-tick-one = Marque al menos una carta.
team-latest-letters = Últimas cartas
team-all-letters = Todas las cartas del equipo
team-recognition = Su reconocimiento
team-alphabetical = Por orden alfabético
team-history = Historial y dosier
team-no-letter = Ninguna carta todavía.
team-latest = Última: { $at }
team-latest-client = Última: { $at }, de un cliente
team-latest-branch = Última: { $at }, de { $place }
team-who-sees = Quién puede ver esto
team-who-sees-text = Cada persona ve sus propias cartas. Usted ve las de su equipo. Recursos Humanos y auditoría las ven todas. No hay ninguna lista de quién tiene más.
team-unnamed = Diga quién ayudó
team-name-helper = Indicar quién fue
flash-acknowledged-several = Consta que las ha leído.
flash-acknowledged-but-withdrawn = Consta que las ha leído, salvo las cartas que se retiraron entretanto.
assignment-title = ¿Quién ayudó?
assignment-known = Lo que se sabe
assignment-department = Departamento
assignment-heard = Nombre tal como se oyó, extensión
assignment-who = La persona que ayudó
assignment-text = Esa persona recibe la carta y se avisa a sus responsables. Aquí no se puede deshacer; un nombre equivocado se arregla con una corrección.
assignment-search = Otro nombre, equipo o extensión
assignment-nobody = No se encontró a nadie. Pruebe con el comienzo de un nombre.
assignment-in-department = Personas del departamento
assignment-found = Personas encontradas
assignment-do = Indicar a esta persona
flash-assigned = Ya consta quién ayudó y se está avisando a sus responsables.
