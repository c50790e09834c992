use super::*;

fn find(path: &str) -> Option<File> {
    let text = match path {
        "index.html" => format!("<head>{HEAD}</head><body>{BODY}</body>"),
        "assets/app-1a2b.js" => "let a = 1;\n".repeat(1_000),
        "assets/font-3c4d.woff2" => "w".repeat(5_000),
        "robots.txt" => "User-agent: *\n".to_owned(),
        _ => return None,
    };
    Some(File { tag: format!("tag{}", text.len()), bytes: text.into() })
}

async fn get(path: &str, name: header::HeaderName, value: &'static str) -> Option<Response> {
    let mut headers = HeaderMap::new();
    headers.insert(name, HeaderValue::from_static(value));
    Frontend::of(find).file(&Method::GET, path, &headers).await
}

async fn text(response: Response) -> String {
    String::from_utf8_lossy(&response.into_body().collect().await.unwrap().to_bytes()).into_owned()
}

#[tokio::test]
async fn the_page_takes_what_the_server_writes_at_its_marks() {
    let response = Frontend::of(find).shell("<title>x</title><!--bdg:body-->", "<p>y</p>");
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()[header::CONTENT_TYPE], "text/html; charset=utf-8");
    assert_eq!(text(response).await, "<head><title>x</title><!--bdg:body--></head><body><p>y</p></body>");
}

#[tokio::test]
async fn a_frontend_that_is_not_built_says_so() {
    let response = Frontend::of(|_| None).shell("", "");
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(text(response).await.contains("not built"));
}

#[tokio::test]
async fn files_named_by_content_are_kept_for_ever_and_others_asked_for_again() {
    let named = get("/assets/app-1a2b.js", header::ACCEPT, "*/*").await.unwrap();
    assert_eq!(named.headers()[header::CACHE_CONTROL], FOR_EVER);
    assert_eq!(named.headers()[header::CONTENT_TYPE], "text/javascript; charset=utf-8");
    let other = get("/robots.txt", header::ACCEPT, "*/*").await.unwrap();
    assert_eq!(other.headers()[header::CACHE_CONTROL], ASK_AGAIN);
    assert_eq!(text(other).await, "User-agent: *\n");
}

#[tokio::test]
async fn a_browser_that_has_the_file_gets_304_without_it() {
    let first = get("/robots.txt", header::ACCEPT, "*/*").await.unwrap();
    assert_eq!(first.headers()[header::ETAG], "\"tag14\"");
    for known in ["\"tag14\"", "\"x\", W/\"tag14\"", "*"] {
        let again = get("/robots.txt", header::IF_NONE_MATCH, known).await.unwrap();
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED, "{known}");
        assert_eq!(text(again).await, "");
    }
    let changed = get("/robots.txt", header::IF_NONE_MATCH, "\"tag15\"").await.unwrap();
    assert_eq!(changed.status(), StatusCode::OK);
}

#[tokio::test]
async fn text_is_compressed_as_the_browser_likes_it_and_fonts_are_not() {
    for (accepted, encoding) in
        [("gzip, deflate, br", "br"), ("gzip;q=0.5", "gzip"), ("br;q=0, gzip", "gzip")]
    {
        let response = get("/assets/app-1a2b.js", header::ACCEPT_ENCODING, accepted).await.unwrap();
        assert_eq!(response.headers()[header::CONTENT_ENCODING], encoding);
        assert_eq!(response.headers()[header::VARY], "accept-encoding");
        assert_eq!(response.headers()[header::ETAG], format!("\"tag11000-{encoding}\""));
        let length = response.into_body().collect().await.unwrap().to_bytes().len();
        assert!((1..1_000).contains(&length), "{length} bytes of {encoding}");
    }
    for path in ["/assets/font-3c4d.woff2", "/robots.txt"] {
        let response = get(path, header::ACCEPT_ENCODING, "br").await.unwrap();
        assert!(!response.headers().contains_key(header::CONTENT_ENCODING), "{path}");
    }
}

#[tokio::test]
async fn a_file_is_compressed_once_until_it_changes() {
    let frontend = Frontend::of(find);
    let mut headers = HeaderMap::new();
    headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("br"));
    let path = "assets/app-1a2b.js";
    frontend.file(&Method::GET, "/assets/app-1a2b.js", &headers).await.unwrap();
    let kept = frontend.compressed.lock().unwrap()[&(path.to_owned(), Encoding::Brotli)].bytes.clone();
    let again = frontend.compressed(path, find(path).unwrap(), Encoding::Brotli).await;
    assert_eq!(kept.as_ptr(), again.as_ptr());
    let changed = File { bytes: "b".repeat(2_000).into(), tag: "other".to_owned() };
    assert_ne!(frontend.compressed(path, changed, Encoding::Brotli).await, kept);
}

#[tokio::test]
async fn there_is_no_file_where_the_frontend_has_none() {
    for path in [
        "/",
        "/index.html",
        "/pilots",
        "/assets/",
        "//robots.txt",
        "/../robots.txt",
        "/.git/config",
        "robots.txt",
    ] {
        assert!(get(path, header::ACCEPT, "text/html").await.is_none(), "{path}");
    }
    let posted = Frontend::of(find).file(&Method::POST, "/robots.txt", &HeaderMap::new()).await.unwrap();
    assert_eq!(posted.status(), StatusCode::METHOD_NOT_ALLOWED);
}
