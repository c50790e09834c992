//! Asks the server over loopback, as a client does: connections that stay open, one request at a time on each.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use hdrhistogram::Histogram;
use reqwest::header::{ACCEPT, CONTENT_TYPE, COOKIE, SET_COOKIE};
use serde_json::{Value, json};

use crate::Result;
use crate::corpus;

const CONNECTIONS: usize = 8;
const PATIENCE: Duration = Duration::from_secs(60);

pub struct Client {
    inner: reqwest::Client,
    url: String,
}

/// `count` requests: these, again and again.
pub struct Load<'a> {
    pub requests: &'a [Value],
    pub count: usize,
    pub cookie: Option<&'a str>,
}

impl Client {
    pub fn new(url: String) -> Result<Self> {
        bigdatagemeenten::sso::http::choose_tls();
        let inner =
            reqwest::Client::builder().timeout(PATIENCE).pool_max_idle_per_host(CONNECTIONS).build()?;
        Ok(Self { inner, url })
    }

    fn post(&self, body: String, cookie: Option<&str>) -> reqwest::RequestBuilder {
        let request = self.inner.post(&self.url).header(CONTENT_TYPE, "application/json");
        let request = request.header(ACCEPT, "application/json").body(body);
        match cookie {
            Some(cookie) => request.header(COOKIE, cookie),
            None => request,
        }
    }

    /// The data of an answer without errors.
    async fn ask(&self, request: &Value, cookie: Option<&str>) -> Result<Value> {
        let answer = self.post(request.to_string(), cookie).send().await?.bytes().await?;
        let mut answer: Value = serde_json::from_slice(&answer)?;
        match answer.get("errors") {
            None => Ok(answer["data"].take()),
            Some(errors) => Err(errors.to_string().into()),
        }
    }

    /// Returns as soon as the search finds something.
    pub async fn first_answer(&self, search: &Value) -> Result<()> {
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            if let Ok(data) = self.ask(search, None).await
                && data["search"]["edges"].as_array().is_some_and(|edges| !edges.is_empty())
            {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        Err("the server does not answer".into())
    }

    /// Ids and slugs of the pilots changed last.
    pub async fn pilots(&self, count: usize) -> Result<(Vec<String>, Vec<String>)> {
        let (mut ids, mut slugs) = (Vec::new(), Vec::new());
        let mut after = Value::Null;
        let query = "query Pilots($after: String) { pilots(first: 50, after: $after) \
            { edges { node { id slug } } pageInfo { endCursor } } }";
        while slugs.len() < count {
            let data = self.ask(&json!({ "query": query, "variables": { "after": after } }), None).await?;
            let pilots = &data["pilots"];
            let edges = pilots["edges"].as_array().filter(|edges| !edges.is_empty());
            let edges = edges.ok_or("there are too few pilots")?;
            let of = |name: &'static str| {
                edges.iter().filter_map(move |edge| edge["node"][name].as_str().map(str::to_owned))
            };
            ids.extend(of("id"));
            slugs.extend(of("slug"));
            after = pilots["pageInfo"]["endCursor"].clone();
        }
        Ok((ids, slugs))
    }

    /// The cookie of a new session.
    pub async fn log_in(&self, email: &str, password: &str) -> Result<String> {
        let query = "mutation LogIn($input: LogInInput!) { logIn(input: $input) { viewer { email } } }";
        let input = json!({ "email": email, "password": password });
        let request = json!({ "query": query, "variables": { "input": input } });
        let answer = self.post(request.to_string(), None).send().await?;
        let cookie = answer.headers().get(SET_COOKIE).ok_or("the sign-in gave no cookie")?.to_str()?;
        Ok(cookie.split(';').next().unwrap_or_default().to_owned())
    }

    /// Sends the load on all connections; how long each answer took, in µs. Fails when one of them is wrong.
    pub async fn send(&self, load: &Load<'_>) -> Result<Histogram<u64>> {
        let bodies: Arc<Vec<String>> = Arc::new(load.requests.iter().map(Value::to_string).collect());
        let next = Arc::new(AtomicUsize::new(0));
        let mut connections = tokio::task::JoinSet::new();
        for _ in 0..CONNECTIONS {
            let (client, bodies, next) = (self.inner.clone(), bodies.clone(), next.clone());
            let client = Self { inner: client, url: self.url.clone() };
            let (count, cookie) = (load.count, load.cookie.map(str::to_owned));
            connections.spawn(async move {
                let mut times = Histogram::<u64>::new(3)?;
                loop {
                    let i = next.fetch_add(1, Ordering::Relaxed);
                    if i >= count {
                        return Ok(times);
                    }
                    let begun = Instant::now();
                    let answer =
                        client.post(bodies[i % bodies.len()].clone(), cookie.as_deref()).send().await?;
                    let answer = answer.bytes().await?;
                    times.record(u64::try_from(begun.elapsed().as_micros())?)?;
                    if !answer.starts_with(b"{\"data\":{") || answer.windows(9).any(|at| at == b"\"errors\":")
                    {
                        return Err(String::from_utf8_lossy(&answer[..answer.len().min(500)]).into());
                    }
                }
            });
        }
        let mut all = Histogram::<u64>::new(3)?;
        while let Some(times) = connections.join_next().await {
            let times: Result<Histogram<u64>> = times?;
            all.add(times?)?;
        }
        Ok(all)
    }

    /// Milliseconds from the answer of a publication until the writer's search finds the pilot: median and longest.
    pub async fn until_found(&self, tries: usize, pilot: &Value, cookie: &str) -> Result<(f64, f64)> {
        let mut times = Vec::new();
        for i in 0..tries {
            let word = format!("zoekwoordnummer{i}eenmalig");
            let mut input = pilot.clone();
            input["title"] = format!("Een pilot over {word}").into();
            let made = json!({ "query": corpus::CREATE, "variables": { "input": input } });
            let made = self.ask(&made, Some(cookie)).await?;
            let made = &made["createPilot"]["pilot"];
            let input = json!({ "id": made["id"], "revision": made["revision"], "visibility": "NETWORK" });
            let publish = "mutation Publish($input: PublishInput!) \
                { publishPilot(input: $input) { pilot { status } userErrors { message } } }";
            self.ask(&json!({ "query": publish, "variables": { "input": input } }), Some(cookie)).await?;
            let begun = Instant::now();
            let query = "query Find($query: String!) { search(query: $query, first: 1) { edges { node { __typename } } } }";
            let search = json!({ "query": query, "variables": { "query": format!("\"{word}\"") } });
            loop {
                let data = self.ask(&search, Some(cookie)).await?;
                if data["search"]["edges"].as_array().is_some_and(|edges| !edges.is_empty()) {
                    break;
                }
                if begun.elapsed() > PATIENCE {
                    return Err("what was written is not found".into());
                }
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            times.push(begun.elapsed().as_secs_f64() * 1_000.0);
        }
        times.sort_by(f64::total_cmp);
        Ok((times[times.len() / 2], times[times.len() - 1]))
    }
}
