# Problems as pages, and forms that were not taken.
problem-unauthenticated = You are not signed in
problem-unauthenticated-text = Nothing was changed. Sign in, and open the page again.
problem-form-refused = This form did not come from one of our pages
problem-form-refused-text = Nothing was changed. Open the page here and send it from there.
problem-forbidden = This page is for another role
problem-forbidden-text = You are signed in as { $name }, and nothing is wrong with your account. If you should have this page, ask your administrator.
problem-forbidden-text-out = If you should have it, ask your administrator.
problem-not-found = There is nothing at this address
problem-not-found-text = The link may be old, or the letter is one that only others may read.
problem-method = This address only receives a form
problem-method-text = Nothing was changed. Go to the start page and open the page again from there.
problem-conflict = This cannot be done any more
problem-too-large = That is too large
problem-unprocessable = Something in it has to be changed
problem-too-often = That was too often in a short time
problem-too-often-text = Wait { $span }, then try again.
problem-unavailable = Commend cannot answer at this moment
problem-unavailable-text = Nothing was changed. Try again in a minute.
problem-fault = Something broke on our side
problem-fault-text = What you saved is safe, and nothing is sent twice. Try again in a minute.
problem-other = That did not arrive as it should
problem-other-text = Nothing was changed. Go back, and send it again.
problem-stamp-unauthenticated = SIGN IN
problem-stamp-not-sent = NOT SENT
problem-stamp-private = PRIVATE
problem-stamp-not-here = NOT HERE
problem-stamp-changed = CHANGED
problem-stamp-too-large = TOO LARGE
problem-stamp-returned = RETURNED
problem-stamp-wait = WAIT
problem-stamp-delayed = DELAYED
problem-number = If it happens again, give your administrator this number:
problem-number-ask = If you ask somebody about it, this number helps to find it:
problem-sign-in-other = Sign in as somebody else
problem-not-sent = Not sent yet
problem-kept-ended = Your session ended before this was sent, and nothing was changed.
problem-kept-earlier = The page was opened in an earlier session, and nothing was changed.
problem-kept-file-out = Sign in, then go back and choose the file again: a page cannot keep it.
problem-kept-file = Go back, open the page anew and choose the file again: a page cannot keep it.
problem-kept-typed = What you typed is kept in this page.
problem-kept-sign-in = Sign in in a new tab, come back to this one, and send it again.
problem-kept-send = Send it again if it is still what you want.
problem-kept-password = A password is not kept: type it again there.
problem-kept-new-tab = Sign in in a new tab
problem-kept-again = Send it again
span-seconds = { $count ->
    [one] { $count } second
   *[other] { $count } seconds
}
span-minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}
span-hours = { $count ->
    [one] { $count } hour
   *[other] { $count } hours
}
problem-conflict-text = It was changed meanwhile. Open the page again to see it as it is now.
problem-too-large-text = Nothing was changed. Send less at once, or a smaller file.
problem-unprocessable-text = Nothing was changed. Go back, look at what you filled in, and send it again.
