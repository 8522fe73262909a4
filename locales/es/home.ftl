home-morning = Buenos días, { $name }
home-afternoon = Buenas tardes, { $name }
home-evening = Buenas noches, { $name }
home-day-and-place = { $day }, { $place }
home-title = El agradecimiento de un cliente, donde más cuenta
home-what = Cuando un compañero de los servicios centrales hace todo lo posible por un cliente, la carta del cliente llega a ese compañero, a ambas cadenas de mando y a su historial de reconocimientos.
home-got-one = Si recibió una carta por correo, está adjunta a ese correo en PDF. Cualquiera puede comprobar que es auténtica.
home-api = Para programas: la API
home-for-use-inside = Para uso interno de { $bank }.
home-unsent = Sin enviar
home-continue = Continuar
home-draft-nobody = Todavía sin nombre
home-draft-ready = Mírelo una vez más y envíelo.
home-waits = Le espera
home-waits-team = { $count ->
    [one] Una carta sobre su equipo por acusar o asignar
   *[other] { $count } cartas sobre su equipo por acusar o asignar
}
home-waits-thanks = { $count ->
    [one] Una carta sobre usted que aún no ha agradecido
   *[other] { $count } cartas sobre usted que aún no ha agradecido
}
home-waits-work = { $count ->
    [one] Un asunto en la lista de trabajo
   *[other] { $count } asuntos en la lista de trabajo
}
home-open = Abrir
home-thanks = Gracias para usted
home-thanks-plain = Dio las gracias, sin palabras
home-read = Leer
home-latest-about-you = La última carta sobre usted
home-latest-yours = Su última carta
home-stuck = { $count ->
    [one] Un correo no ha llegado
   *[other] { $count } correos no han llegado
}
home-stuck-text = { $count ->
    [one] Era para { $people }. No se ha perdido nada, y Recursos Humanos también lo sabe.
   *[other] Eran para { $people }. No se ha perdido nada, y Recursos Humanos también lo sabe.
}
