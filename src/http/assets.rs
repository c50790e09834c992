//! The frontend, embedded in the program: its files, and its page with what the server writes into it.
//!
//! Unoptimised builds read `frontend/dist` from disk each time, so that a new build of the frontend shows at once.
//! Without `frontend/dist` the program builds and runs, and says so instead of showing pages.

use axum::body::{Body, Bytes};
use axum::http::header::{self, HeaderMap, HeaderValue};
use axum::http::{Method, Request, StatusCode};
use axum::response::{IntoResponse, Response};
use http_body_util::BodyExt;
use rust_embed::RustEmbed;
use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{Mutex, PoisonError};
use tower::{Layer, ServiceExt, service_fn};
use tower_http::compression::CompressionLayer;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/frontend/dist"]
#[allow_missing = true]
struct Dist;

const PAGE: &str = "index.html";
const HEAD: &str = "<!--bdg:head-->";
const BODY: &str = "<!--bdg:body-->";
/// Vite names what lies here after its content.
const NAMED_BY_CONTENT: &str = "assets/";
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");
const SMALLEST_TO_COMPRESS: usize = 1_024;

/// One file of the frontend.
#[derive(Clone, Debug)]
pub struct File {
    pub bytes: Bytes,
    /// Differs when the content differs.
    pub tag: String,
}

/// The built frontend. Compresses each file once.
pub struct Frontend {
    find: fn(&str) -> Option<File>,
    compressed: Mutex<HashMap<(String, Encoding), File>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Encoding {
    Brotli,
    Gzip,
}

impl Encoding {
    fn name(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Gzip => "gzip",
        }
    }

    fn accepted(headers: &HeaderMap) -> Option<Self> {
        let accepts = |encoding: Self| {
            headers
                .get_all(header::ACCEPT_ENCODING)
                .iter()
                .filter_map(|value| value.to_str().ok())
                .flat_map(|value| value.split(','))
                .filter_map(|entry| {
                    let mut parts = entry.split(';').map(str::trim);
                    let name = parts.next()?;
                    let refused = parts.any(|part| matches!(part, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"));
                    (!refused).then_some(name)
                })
                .any(|name| name.eq_ignore_ascii_case(encoding.name()))
        };
        [Self::Brotli, Self::Gzip].into_iter().find(|encoding| accepts(*encoding))
    }
}

impl Frontend {
    /// What the build of this program found in `frontend/dist`.
    pub fn embedded() -> Self {
        Self::of(|path| {
            let file = Dist::get(path)?;
            let tag = data_encoding::HEXLOWER.encode(&file.metadata.sha256_hash()[..16]);
            Some(File { bytes: Bytes::from(file.data.into_owned()), tag })
        })
    }

    /// A frontend whose files `find` gives, by path without a leading slash.
    pub fn of(find: fn(&str) -> Option<File>) -> Self {
        Self { find, compressed: Mutex::default() }
    }

    /// The page with `head_html` and `body_html` at its marks, status 200; both must be safe HTML.
    ///
    /// Status 503 when the frontend was not built.
    pub fn shell(&self, head_html: &str, body_html: &str) -> Response {
        let Some(page) = (self.find)(PAGE) else { return not_built() };
        let page = String::from_utf8_lossy(&page.bytes);
        let Some((before, rest)) = page.split_once(HEAD) else { return not_built() };
        let Some((between, after)) = rest.split_once(BODY) else { return not_built() };
        let html = [before, head_html, between, body_html, after].concat();
        let headers = [
            (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
            (header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache")),
            (header::VARY, HeaderValue::from_static("cookie")),
        ];
        (headers, html).into_response()
    }

    /// Another page of the frontend as it is, `None` when it was not built.
    pub fn page(&self, name: &str) -> Option<Response> {
        let page = (self.find)(name)?;
        let headers = [
            (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
            (header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache")),
        ];
        Some((headers, page.bytes).into_response())
    }

    /// The file at `path` (with its leading slash), 304 when the browser has it, `None` when there is none.
    pub async fn file(&self, method: &Method, path: &str, headers: &HeaderMap) -> Option<Response> {
        let path = path.strip_prefix('/')?;
        if path == PAGE || path.split('/').any(|part| part.is_empty() || part.starts_with('.')) {
            return None;
        }
        let plain = (self.find)(path)?;
        if method != Method::GET && method != Method::HEAD {
            return Some((StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "GET, HEAD")]).into_response());
        }
        let (content_type, is_text) = content_type(path);
        let compressible = is_text && plain.bytes.len() >= SMALLEST_TO_COMPRESS;
        let encoding = Encoding::accepted(headers).filter(|_| compressible);
        let (bytes, tag) = match encoding {
            Some(encoding) => {
                let tag = format!("\"{}-{}\"", plain.tag, encoding.name());
                (self.compressed(path, plain, encoding).await, tag)
            }
            None => {
                let tag = format!("\"{}\"", plain.tag);
                (plain.bytes, tag)
            }
        };
        let mut response = if has(headers, &tag) {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            ([(header::CONTENT_TYPE, content_type)], bytes).into_response()
        };
        let answer = response.headers_mut();
        if let Ok(tag) = HeaderValue::from_str(&tag) {
            answer.insert(header::ETAG, tag);
        }
        answer.insert(
            header::CACHE_CONTROL,
            if path.starts_with(NAMED_BY_CONTENT) { FOR_EVER } else { ASK_AGAIN },
        );
        if compressible {
            answer.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        }
        if let Some(encoding) = encoding {
            answer.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding.name()));
        }
        Some(response)
    }

    async fn compressed(&self, path: &str, plain: File, encoding: Encoding) -> Bytes {
        let key = (path.to_owned(), encoding);
        let known = self.compressed.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        if let Some(known) = known.filter(|known| known.tag == plain.tag) {
            return known.bytes;
        }
        let bytes = compress(plain.bytes, encoding).await;
        let file = File { bytes: bytes.clone(), tag: plain.tag };
        self.compressed.lock().unwrap_or_else(PoisonError::into_inner).insert(key, file);
        bytes
    }
}

/// Through the layer that compresses other answers, to have one implementation of it.
async fn compress(plain: Bytes, encoding: Encoding) -> Bytes {
    let answer = service_fn(move |_: Request<Body>| {
        let response = Response::new(Body::from(plain.clone()));
        async move { Ok::<_, Infallible>(response) }
    });
    let mut request = Request::new(Body::empty());
    request.headers_mut().insert(header::ACCEPT_ENCODING, HeaderValue::from_static(encoding.name()));
    let Ok(response) = CompressionLayer::new().layer(answer).oneshot(request).await;
    response.into_body().collect().await.map(|body| body.to_bytes()).unwrap_or_default()
}

fn has(headers: &HeaderMap, tag: &str) -> bool {
    headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|known| known.trim())
        .any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag)
}

/// And whether it is worth compressing.
fn content_type(path: &str) -> (&'static str, bool) {
    match path.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "js" | "mjs" => ("text/javascript; charset=utf-8", true),
        "css" => ("text/css; charset=utf-8", true),
        "html" => ("text/html; charset=utf-8", true),
        "json" | "map" => ("application/json; charset=utf-8", true),
        "svg" => ("image/svg+xml; charset=utf-8", true),
        "txt" => ("text/plain; charset=utf-8", true),
        "webmanifest" => ("application/manifest+json; charset=utf-8", true),
        "xml" => ("application/xml; charset=utf-8", true),
        "woff2" => ("font/woff2", false),
        "png" => ("image/png", false),
        "jpg" | "jpeg" => ("image/jpeg", false),
        "webp" => ("image/webp", false),
        "avif" => ("image/avif", false),
        "ico" => ("image/vnd.microsoft.icon", false),
        "pdf" => ("application/pdf", false),
        _ => ("application/octet-stream", false),
    }
}

fn not_built() -> Response {
    let text = "The frontend is not built: run `npm ci && npm run build` in frontend/.\n";
    (StatusCode::SERVICE_UNAVAILABLE, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text)
        .into_response()
}

#[cfg(test)]
#[path = "assets_tests.rs"]
mod tests;
