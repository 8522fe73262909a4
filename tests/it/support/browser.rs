//! A browser without scripts: keeps cookies, asks for HTML, sends the origin of forms and the hidden fields of a page.

use std::collections::BTreeMap;
use std::sync::Mutex;

use reqwest::{Method, RequestBuilder};

use super::TestApp;
use super::client::{Answer, Client};
use super::people::{self, PASSWORD};

/// `Accept` header of a browser that follows a link.
pub const HTML: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

/// The browser of one person.
pub struct Browser {
    client: Client,
    cookies: Mutex<BTreeMap<String, String>>,
}

impl Browser {
    /// A new browser without cookies.
    pub fn new(app: &TestApp) -> Self {
        Self { client: app.anyone(), cookies: Mutex::default() }
    }

    /// A browser in which a person of the cast has signed in.
    pub async fn signed_in(app: &TestApp, who: &str) -> Self {
        app.give_password(who).await;
        let browser = Self::new(app);
        browser.sign_in(who).await;
        browser
    }

    /// Signs in on the page.
    pub async fn sign_in(&self, who: &str) {
        let email = people::address(who);
        let answer = self.submit("/sign-in", &[("email", &email), ("password", PASSWORD)]).await;
        assert_eq!((answer.status, answer.header("location")), (303, "/"), "{}", answer.text());
    }

    /// Value of one of Commend's cookies, by its name without the prefix.
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.lock().expect("no panic while it is held").get(&format!("__Host-{name}")).cloned()
    }

    /// Sets or removes a cookie.
    pub fn set_cookie(&self, name: &str, value: Option<&str>) {
        let mut cookies = self.cookies.lock().expect("no panic while it is held");
        let name = format!("__Host-{name}");
        match value {
            Some(value) => cookies.insert(name, value.to_owned()),
            None => cookies.remove(&name),
        };
    }

    /// A request with the cookies, to be completed by the test.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let cookies = self.cookies.lock().expect("no panic while it is held");
        let line: Vec<String> = cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = self.client.request(method, path);
        if line.is_empty() { request } else { request.header("cookie", line.join("; ")) }
    }

    /// Sends a request and keeps the cookies of the answer.
    pub async fn send(&self, request: RequestBuilder) -> Answer {
        let answer = self.client.send(request).await;
        let mut cookies = self.cookies.lock().expect("no panic while it is held");
        for line in answer.headers.get_all("set-cookie") {
            let line = line.to_str().expect("a cookie");
            let (name, value) = line.split(';').next().and_then(|pair| pair.split_once('=')).expect("a pair");
            if line.contains("Max-Age=0") {
                cookies.remove(name);
            } else {
                cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }

    /// Opens a page.
    pub async fn open(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path).header("accept", HTML)).await
    }

    /// Opens a page that must exist.
    pub async fn page(&self, path: &str) -> String {
        let answer = self.open(path).await;
        assert_eq!((answer.status, answer.header("content-type")), (200, "text/html; charset=utf-8"), "{path}");
        answer.text()
    }

    /// The form token of a page; empty when nobody is signed in.
    pub async fn token(&self) -> String {
        token_in(&self.page("/").await)
    }

    /// Sends a form with the session's token, as one of Commend's pages would.
    pub async fn submit(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let token = self.token().await;
        self.submit_with(path, &token, fields).await
    }

    /// Sends a form with this token, or without one when it is empty.
    pub async fn submit_with(&self, path: &str, token: &str, fields: &[(&str, &str)]) -> Answer {
        let mut fields = fields.to_vec();
        if !token.is_empty() {
            fields.push(("csrf", token));
        }
        let request = self.request(Method::POST, path).header("sec-fetch-site", "same-origin");
        self.send(form(request, &fields)).await
    }
}

/// A request with a form as its body.
pub fn form(request: RequestBuilder, fields: &[(&str, &str)]) -> RequestBuilder {
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    request.header("accept", HTML).header("content-type", "application/x-www-form-urlencoded").body(body)
}

/// The form token in a page.
pub fn token_in(page: &str) -> String {
    let after = page.split_once("name=\"csrf\" value=\"").map_or("", |(_, after)| after);
    after.split('"').next().unwrap_or_default().to_owned()
}
