# The pages on which a client writes.
language-name = Português
language-dates = pt
list-two = { $one } e { $two }
list-more = { $begun }, { $next }
list-end = { $begun } e { $last }
today-at = hoje, { $time }
client-title = Uma carta de agradecimento
client-about = Gostaria de escrever algumas palavras sobre { $people }?
client-about-nobody = Gostaria de escrever algumas palavras sobre a pessoa que lhe prestou ajuda?
client-asked = O pedido é de { $banker }.
client-asked-at = O pedido é de { $banker }, de { $branch }.
client-need-not = Não tem de o fazer, e nunca afeta as suas contas.
client-begin-words = Bastam algumas frases sinceras.
client-begin-send = Nada segue antes de assinar, e o banco mostra-lhe quem vai ler a carta.
client-begin-kept = Enquanto escreve, só você vê as suas palavras.
client-begin = Começar a escrever
client-something = É preciso mudar algo antes de poder assinar
client-letter = A sua carta
client-letter-hint = Por favor, não escreva números de cartão nem de conta.
client-name = O seu nome
client-sign-here = Assine com o dedo
client-sign-hint = Ou deixe apenas o seu nome escrito.
client-sign-area = Espaço para a sua assinatura
client-sign-clear = Apagar
client-email = O seu endereço de e-mail (opcional)
client-email-hint = Se quiser saber que chegou: um e-mail, e um segundo se a pessoa quiser agradecer. Nunca vai com a carta e depois é apagado.
client-share = O meu nome pode acompanhar a carta
client-share-hint = Sem esta marca, a carta diz “um cliente”. Dizer não não muda nada para si.
client-readers = Ao assinar, entrega esta carta ao banco. Será lida por { $people }, pelas respetivas chefias e pela chefia de { $banker }, e fica guardada nos registos do banco. Não é publicada em lado nenhum.
client-readers-unknown = Ao assinar, entrega esta carta ao banco. Será lida pela pessoa que lhe prestou ajuda, pela respetiva chefia e pela chefia de { $banker }, e fica guardada nos registos do banco. Não é publicada em lado nenhum.
client-sign = Assinar
client-sign-never-sends = Assinar ainda não envia nada: { $banker } vê a carta consigo e depois envia-a.
client-keep = Guardar e continuar mais tarde
client-decline = Prefiro não escrever
client-kept = Guardado. Só você o vê até assinar.
client-not-kept = Não há rede. As suas palavras ficam nesta página e são guardadas assim que ela voltar.
client-languages = Língua
client-no-words = Escreva primeiro algumas palavras.
client-too-long = A sua carta tem { $over ->
    [one] { $over } carácter
    [many] { $over } caracteres
   *[other] { $over } caracteres
} a mais. Encurte-a.
client-unprintable = Há um carácter que não pode ser impresso. Escreva as palavras de novo em vez de as colar.
client-numbers = Isto parece algo de que não precisamos ({ $kinds }). Retire-o, ou marque abaixo que fica. De qualquer modo, é riscado a preto.
client-numbers-stay = Quero que fique na minha carta
client-no-name = Escreva o seu nome. É a sua assinatura.
client-bad-name = O nome é demasiado longo ou não pode ser impresso. Cabem 200 caracteres.
client-bad-signature = O desenho não pode ser aceite. Apague-o e assine de novo, ou deixe o seu nome escrito.
client-bad-address = Isto não é um endereço de e-mail como maria@example.org.
client-code-title = O seu código
client-code-text = No banco deram-lhe um código para escrever uma carta de agradecimento.
client-code = Código
client-code-hint = Oito letras e algarismos.
client-continue = Continuar
client-or-paper = Também pode escrever em papel e deixá-lo em qualquer balcão. Nunca tem de o fazer.
client-wrong-code = Este código não é válido, ou já não é. Veja-o de novo, ou peça um novo.
client-too-many-codes = Vieram daqui demasiados códigos errados. Espere { $span } e tente de novo.
client-taken = Esta carta está aberta noutro navegador
client-taken-text = Continue onde começou a escrever. Se não for possível, peça um novo código.
client-unknown = Esta ligação não é nossa
client-unknown-text = Talvez falte uma parte. Pode escrever o código que está ao lado.
client-done = Obrigado
client-done-text = A sua carta está assinada, e { $banker } já a tem.
client-done-sends = { $banker } envia-a. Nada foi enviado por si só.
client-done-fixed = Ninguém muda as suas palavras.
client-done-back = Se mudar de ideias antes do envio, diga-o a { $banker }.
client-done-code = O código da sua carta:
client-copy = Guardar uma cópia (PDF)
client-used-text = Esta ligação serviu para assinar uma carta. Já não abre nada.
client-close = Pode fechar esta página agora.
client-declined = Sem carta, e está tudo bem
client-declined-text = Não muda nada para si nem para as suas contas.
client-declined-kept = Nada do que escreveu foi guardado.
client-declined-why = O banco só vê que não há carta, não porquê.
client-revoked = Esta ligação foi retirada
client-revoked-text = O banco retirou-a ou fez uma nova. Nada foi enviado, e nada do que escreveu foi guardado.
client-expired = Esta ligação expirou
client-expired-text = Ficou aberta demasiado tempo e fechou-se sozinha, para que mais ninguém a usasse. Nada foi enviado, e nada do que escreveu foi guardado.
# Also on these pages.
page-error-title = Erro: { $title }
write-masked-iban = IBAN
write-masked-card = Número de cartão
write-masked-national-id = Número de identificação
write-masked-account = Número de conta
span-seconds = { $count ->
    [one] { $count } segundo
    [many] { $count } segundos
   *[other] { $count } segundos
}
span-minutes = { $count ->
    [one] { $count } minuto
    [many] { $count } minutos
   *[other] { $count } minutos
}
# The mail to a client who left an address, and the same words on paper.
client-mail-delivered-subject = A sua carta foi entregue a { $people }
client-mail-read-subject = A sua carta foi lida por { $people }
client-mail-thanks-subject = { $name } agradece a sua carta
client-mail-preheader = Não precisa de fazer nada.
client-mail-preheader-too = A chefia também a tem. Não precisa de fazer nada.
client-mail-hello = Olá, { $name },
client-mail-hello-nobody = Bom dia,
client-mail-delivered = A sua carta foi entregue a { $people } em { $day }.
client-mail-supervisors = Também foi entregue à chefia: { $people }.
client-mail-read = Foi lida por { $people }.
client-mail-named = O seu nome foi com ela, como permitiu.
client-mail-unnamed = O seu nome não foi com ela.
client-mail-passed-on = { $name } pediu-nos que lhe transmitíssemos isto:
client-mail-thanks-wordless = { $name } agradece a sua carta.
client-mail-seldom = Quem faz este trabalho raramente tem notícias dos clientes que ajuda. Obrigado pelo seu tempo.
client-mail-nothing = Não precisa de fazer nada. Este e-mail não tem ligações nem anexos, e nunca pedimos por e-mail um número ou uma palavra-passe.
client-mail-take-back = Para perguntar sobre a sua carta, ou para retirar a permissão de dar o seu nome, fale com { $banker } ou ligue para o número do seu cartão. A sua carta nunca afeta as suas contas.
client-mail-take-back-at = Para perguntar sobre a sua carta, ou para retirar a permissão de dar o seu nome, fale com { $banker } ({ $place }) ou ligue para o número do seu cartão. A sua carta nunca afeta as suas contas.
client-mail-why = Recebe este e-mail porque deixou o seu endereço com a carta.
client-mail-one-more = Só haverá mais um se alguém a quem agradeceu quiser responder. Depois o seu endereço é apagado.
client-mail-last = Não haverá mais nenhum e-mail, e o seu endereço é apagado.
