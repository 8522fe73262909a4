problem-unauthenticated = No ha iniciado sesión
problem-unauthenticated-text = No se ha cambiado nada. Inicie sesión y abra la página de nuevo.
problem-form-refused = Este formulario no vino de una de nuestras páginas
problem-form-refused-text = No se ha cambiado nada. Abra la página aquí y envíelo desde ella.
problem-forbidden = Esta página es para otra función
problem-forbidden-text = Ha iniciado sesión como { $name } y su cuenta está bien. Si debería ver esta página, pregunte a su administrador.
problem-forbidden-text-out = Si debería verla, pregunte a su administrador.
problem-not-found = No hay nada en esta dirección
problem-not-found-text = Puede que el enlace sea antiguo, o que la carta solo la puedan leer otros.
problem-method = Esta dirección solo recibe un formulario
problem-method-text = No se ha cambiado nada. Vaya al inicio y abra la página desde allí.
problem-conflict = Esto ya no se puede hacer
problem-too-large = Es demasiado grande
problem-unprocessable = Hay que cambiar algo
problem-too-often = Demasiadas veces en poco tiempo
problem-too-often-text = Espere { $span } y vuelva a intentarlo.
problem-unavailable = Commend no puede responder en este momento
problem-unavailable-text = No se ha cambiado nada. Inténtelo de nuevo en un minuto.
problem-fault = Algo falló por nuestra parte
problem-fault-text = Lo que guardó está a salvo y nada se envía dos veces. Inténtelo de nuevo en un minuto.
problem-other = No llegó como debía
problem-other-text = No se ha cambiado nada. Vuelva atrás y envíelo de nuevo.
problem-stamp-unauthenticated = ENTRAR
problem-stamp-not-sent = NO ENVIADO
problem-stamp-private = PRIVADO
problem-stamp-not-here = NO ESTÁ
problem-stamp-changed = CAMBIÓ
problem-stamp-too-large = MUY GRANDE
problem-stamp-returned = DEVUELTO
problem-stamp-wait = ESPERE
problem-stamp-delayed = DEMORADO
problem-number = Si vuelve a ocurrir, dé este número a su administrador:
problem-number-ask = Si pregunta a alguien, este número ayuda a encontrarlo:
problem-sign-in-other = Entrar como otra persona
problem-not-sent = Aún no enviado
problem-kept-ended = Su sesión terminó antes de enviarlo y no se ha cambiado nada.
problem-kept-earlier = La página se abrió en una sesión anterior y no se ha cambiado nada.
problem-kept-file-out = Inicie sesión, vuelva atrás y elija de nuevo el archivo: una página no puede guardarlo.
problem-kept-file = Vuelva atrás, abra la página de nuevo y elija otra vez el archivo: una página no puede guardarlo.
problem-kept-typed = Lo que escribió se conserva en esta página.
problem-kept-sign-in = Inicie sesión en otra pestaña, vuelva a esta y envíelo de nuevo.
problem-kept-send = Envíelo de nuevo si sigue siendo lo que quiere.
problem-kept-password = La contraseña no se conserva: escríbala de nuevo allí.
problem-kept-new-tab = Iniciar sesión en otra pestaña
problem-kept-again = Enviar de nuevo
span-seconds = { $count ->
    [one] { $count } segundo
   *[other] { $count } segundos
}
span-minutes = { $count ->
    [one] { $count } minuto
   *[other] { $count } minutos
}
span-hours = { $count ->
    [one] { $count } hora
   *[other] { $count } horas
}
problem-conflict-text = Ha cambiado entretanto. Abra la página de nuevo para ver cómo está ahora.
problem-too-large-text = No se ha cambiado nada. Envíe menos de una vez, o un archivo más pequeño.
problem-unprocessable-text = No se ha cambiado nada. Vuelva atrás, revise lo que rellenó y envíelo de nuevo.
