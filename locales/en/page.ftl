# The frame of every page.
page-skip = Skip to main content
page-menu = Main
page-menu-compact = Main, compact
page-error-title = Error: { $title }
page-home = Home
page-go-home = Go to Home
page-waiting = waiting
page-check = Check a letter
page-settings = Settings
page-try-again = Try again
signed-in-as = You are signed in as { $name }.
sign-in = Sign in
sign-out = Sign out
