unrecognised-title = Sin carta
unrecognised-look = Ver quién
unrecognised-text = A menudo significa pocas llamadas de las oficinas, no poco trabajo. Unas palabras suyas valen tanto como una carta.
unrecognised-time = Periodo
unrecognised-months = { $count } meses
unrecognised-people = { $count } de { $team } personas
unrecognised-nobody = Todas las personas de su equipo han recibido una carta desde el { $day }.
unrecognised-since = En su equipo desde el { $day }.
unrecognised-letters-to-team = { $count ->
    [one] { $count } carta a todo el equipo en ese tiempo.
   *[other] { $count } cartas a todo el equipo en ese tiempo.
}
unrecognised-below = Equipos a su cargo
unrecognised-below-text = Cifras de equipos de cinco personas o más. Los nombres son solo para su responsable.
unrecognised-number = { $count } de { $team }
unrecognised-seen-by = Solo usted ve estos nombres. La lista va por orden alfabético, no se imprime y no se puede exportar.
unrecognised-commend = Felicitar
unrecognised-absences = El directorio no indica las ausencias. Alguien que estuvo fuera puede aparecer aquí sin motivo.
