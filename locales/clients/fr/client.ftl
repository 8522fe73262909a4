# The pages on which a client writes.
language-name = Français
language-dates = fr
list-two = { $one } et { $two }
list-more = { $begun }, { $next }
list-end = { $begun } et { $last }
today-at = aujourd’hui, { $time }
client-title = Une lettre de remerciement
client-about = Voudriez-vous écrire quelques mots sur { $people } ?
client-about-nobody = Voudriez-vous écrire quelques mots sur la personne qui vous a aidé ?
client-asked = C’est { $banker } qui vous le demande.
client-asked-at = C’est { $banker }, de { $branch }, qui vous le demande.
client-need-not = Rien ne vous y oblige, et cela n’a jamais d’effet sur vos comptes.
client-begin-words = Quelques phrases sincères suffisent.
client-begin-send = Rien ne part avant votre signature, et la banque vous montre qui lira la lettre.
client-begin-kept = Pendant que vous écrivez, vous seul voyez vos mots.
client-begin = Commencer à écrire
client-something = Il faut changer quelque chose avant de pouvoir signer
client-letter = Votre lettre
client-letter-hint = N’indiquez ni numéro de carte ni numéro de compte, s’il vous plaît.
client-name = Votre nom
client-sign-here = Signez avec le doigt
client-sign-hint = Ou laissez simplement votre nom écrit.
client-sign-area = Espace pour votre signature
client-sign-clear = Effacer
client-email = Votre adresse électronique (facultatif)
client-email-hint = Si vous voulez savoir qu’elle est arrivée : un courriel, et un second si la personne veut vous remercier. Elle n’accompagne jamais la lettre et est effacée ensuite.
client-share = Mon nom peut accompagner la lettre
client-share-hint = Sans cette coche, la lettre dit « un client ». Dire non ne change rien pour vous.
client-readers = En signant, vous remettez cette lettre à la banque. Elle sera lue par { $people }, par leurs responsables et par le responsable de { $banker }, et elle est conservée dans les dossiers de la banque. Elle n’est publiée nulle part.
client-readers-unknown = En signant, vous remettez cette lettre à la banque. Elle sera lue par la personne qui vous a aidé, par son responsable et par le responsable de { $banker }, et elle est conservée dans les dossiers de la banque. Elle n’est publiée nulle part.
client-sign = Signer
client-sign-never-sends = La signature n’envoie encore rien : { $banker } la regarde avec vous, puis l’envoie.
client-keep = Garder et continuer plus tard
client-decline = Je préfère ne pas écrire
client-kept = C’est gardé. Vous seul le voyez jusqu’à la signature.
client-not-kept = Le réseau est absent. Vos mots restent sur cette page et seront gardés dès son retour.
client-languages = Langue
client-no-words = Écrivez d’abord quelques mots.
client-too-long = Votre lettre a { $over ->
    [one] { $over } caractère
    [many] { $over } caractères
   *[other] { $over } caractères
} de trop. Raccourcissez-la.
client-unprintable = Un caractère ne peut pas être imprimé. Tapez les mots de nouveau au lieu de les coller.
client-numbers = Cela ressemble à quelque chose dont nous n’avons pas besoin ({ $kinds }). Supprimez-le, ou cochez ci-dessous pour le garder. Il sera noirci de toute façon.
client-numbers-stay = Je veux que cela reste dans ma lettre
client-no-name = Écrivez votre nom. C’est votre signature.
client-bad-name = Le nom est trop long ou ne peut pas être imprimé. Il y a place pour 200 caractères.
client-bad-signature = Le dessin ne peut pas être pris. Effacez-le et signez de nouveau, ou laissez votre nom écrit.
client-bad-address = Ce n’est pas une adresse électronique comme maria@example.org.
client-code-title = Votre code
client-code-text = À la banque, on vous a donné un code pour écrire une lettre de remerciement.
client-code = Code
client-code-hint = Huit lettres et chiffres.
client-continue = Continuer
client-or-paper = Vous pouvez aussi écrire sur papier et le déposer dans une agence. Rien ne vous y oblige jamais.
client-wrong-code = Ce code n’est pas bon, ou ne l’est plus. Regardez-le encore, ou demandez-en un nouveau.
client-too-many-codes = Trop de codes erronés sont venus d’ici. Attendez { $span }, puis réessayez.
client-taken = Cette lettre est ouverte dans un autre navigateur
client-taken-text = Continuez là où vous avez commencé à écrire. Si ce n’est pas possible, demandez un nouveau code.
client-unknown = Ce lien n’est pas de nous
client-unknown-text = Peut-être qu’une partie manque. Vous pouvez taper le code qui se trouve à côté.
client-done = Merci
client-done-text = Votre lettre est signée, et { $banker } l’a reçue.
client-done-sends = { $banker } l’envoie. Rien n’est parti tout seul.
client-done-fixed = Personne ne change vos mots.
client-done-back = Si vous changez d’avis avant l’envoi, dites-le à { $banker }.
client-done-code = Le code de votre lettre :
client-copy = Garder une copie (PDF)
client-used-text = Ce lien a servi à signer une lettre. Il n’ouvre plus rien.
client-close = Vous pouvez maintenant fermer cette page.
client-declined = Pas de lettre, et c’est très bien
client-declined-text = Cela ne change rien pour vous ni pour vos comptes.
client-declined-kept = Rien de ce que vous avez écrit n’a été gardé.
client-declined-why = La banque voit seulement qu’il n’y a pas de lettre, et non pourquoi.
client-revoked = Ce lien a été retiré
client-revoked-text = La banque l’a retiré ou en a fait un nouveau. Rien n’a été envoyé, et rien de ce que vous avez écrit n’a été gardé.
client-expired = Ce lien n’est plus valable
client-expired-text = Il est resté trop longtemps et s’est fermé tout seul, pour que personne d’autre ne s’en serve. Rien n’a été envoyé, et rien de ce que vous avez écrit n’a été gardé.
# Also on these pages.
page-error-title = Erreur : { $title }
write-masked-iban = IBAN
write-masked-card = Numéro de carte
write-masked-national-id = Numéro d’identité
write-masked-account = Numéro de compte
span-seconds = { $count ->
    [one] { $count } seconde
    [many] { $count } secondes
   *[other] { $count } secondes
}
span-minutes = { $count ->
    [one] { $count } minute
    [many] { $count } minutes
   *[other] { $count } minutes
}
# The mail to a client who left an address, and the same words on paper.
client-mail-delivered-subject = Votre lettre a été remise à { $people }
client-mail-read-subject = Votre lettre a été lue par { $people }
client-mail-thanks-subject = { $name } vous remercie de votre lettre
client-mail-preheader = Vous n’avez rien à faire.
client-mail-preheader-too = Sa hiérarchie l’a aussi. Vous n’avez rien à faire.
client-mail-hello = Bonjour { $name },
client-mail-hello-nobody = Bonjour,
client-mail-delivered = Votre lettre a été remise à { $people } le { $day }.
client-mail-supervisors = Elle a aussi été remise à la hiérarchie : { $people }.
client-mail-read = Elle a été lue par { $people }.
client-mail-named = Votre nom l’accompagnait, comme vous l’avez permis.
client-mail-unnamed = Votre nom ne l’accompagnait pas.
client-mail-passed-on = { $name } nous a demandé de vous transmettre ceci :
client-mail-thanks-wordless = { $name } vous remercie de votre lettre.
client-mail-seldom = Les personnes qui font ce travail ont rarement des nouvelles des clients qu’elles aident. Merci d’avoir pris le temps.
client-mail-nothing = Vous n’avez rien à faire. Ce courriel ne contient ni lien ni pièce jointe, et nous ne demandons jamais par courriel un numéro ou un mot de passe.
client-mail-take-back = Pour toute question sur votre lettre, ou pour retirer votre permission de donner votre nom, parlez à { $banker } ou appelez le numéro inscrit sur votre carte. Votre lettre n’a jamais d’effet sur vos comptes.
client-mail-take-back-at = Pour toute question sur votre lettre, ou pour retirer votre permission de donner votre nom, parlez à { $banker } ({ $place }) ou appelez le numéro inscrit sur votre carte. Votre lettre n’a jamais d’effet sur vos comptes.
client-mail-why = Vous recevez ce courriel parce que vous avez laissé votre adresse avec votre lettre.
client-mail-one-more = Un seul autre suivra, si une personne que vous avez remerciée veut répondre. Ensuite votre adresse est effacée.
client-mail-last = Aucun autre courriel ne suivra, et votre adresse est effacée.
