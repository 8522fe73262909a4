recognition-menu = Mi reconocimiento
recognition-title = Mi reconocimiento
recognition-title-of = Reconocimiento de { $name }
recognition-since = { $place }. Desde { $year }.
recognition-none = Aún no hay cartas aquí
recognition-none-text = Cuando un cliente o un gestor felicite a esta persona, la carta quedará aquí.
recognition-from-clients = Firmadas por clientes
recognition-branches-helped = Oficinas ayudadas
recognition-unthanked = Esperan su agradecimiento
recognition-months = Mes a mes
recognition-months-count = { $count ->
    [one] { $count } carta en doce meses
   *[other] { $count } cartas en doce meses
}
recognition-letters = Cartas sobre usted
recognition-letters-of = Cartas sobre { $name }
recognition-open = Abrir
recognition-thanked = Gracias enviadas
recognition-unacknowledged = Ningún responsable la ha confirmado todavía.
recognition-packet = Dosier de promoción
recognition-packet-text = Las cartas con sus firmas y confirmaciones en un solo PDF, listo para una evaluación.
recognition-packet-to = Hasta el día
recognition-packet-hint = Deje ambos vacíos para incluir todas las cartas.
recognition-packet-get = Obtener el dosier (PDF)
recognition-bad-day = Indique un día como 2026-11-20.
recognition-backwards = Elija el mismo día o uno posterior.
recognition-nothing-enclosed = No hay ninguna carta vigente de este periodo. Elija otro.
recognition-too-many = Un dosier contiene como máximo { $most } cartas. Elija un periodo más corto.
recognition-strengths = Por qué le dan las gracias
recognition-strengths-of = Por qué dan las gracias a { $name }
recognition-branches = Oficinas más ayudadas
