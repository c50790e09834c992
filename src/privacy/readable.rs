//! One's own data as a page to read: one HTML file that needs nothing else.

use std::fmt::Write;

use serde_json::Value;

use super::gathering::Gathered;

const STYLE: &str = "body{font:1rem/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}\
    h2{margin-top:2.5rem;border-bottom:1px solid}article{margin:1rem 0;padding:.5rem 1rem;border:1px solid #999}\
    dt{font-weight:600}dd{margin:0 0 .5rem;white-space:pre-wrap;overflow-wrap:anywhere}";

impl Gathered {
    /// Dutch; whatever people wrote stands in it as text.
    pub fn to_html(&self) -> String {
        let day = self.at.format("%d-%m-%Y %H:%M UTC");
        let mut html = format!(
            "<!DOCTYPE html>\n<html lang=\"nl\"><head><meta charset=\"utf-8\"><title>Mijn gegevens</title>\
             <meta name=\"viewport\" content=\"width=device-width\"><style>{STYLE}</style></head>\n\
             <body><main><h1>Mijn gegevens</h1>\n<p>Alles wat BigDataGemeenten over jou bewaart, op {day}. \
             Hetzelfde staat in het JSON-bestand, om mee te nemen naar een ander systeem.</p>\n"
        );
        for section in &self.sections {
            let _ = writeln!(html, "<section><h2>{}</h2>", escape(section.title));
            if section.rows.is_empty() {
                html.push_str("<p>Niets.</p>\n");
            }
            for row in &section.rows {
                html.push_str("<article>");
                write_value(&mut html, row);
                html.push_str("</article>\n");
            }
            html.push_str("</section>\n");
        }
        html.push_str("</main></body></html>\n");
        html
    }
}

fn write_value(html: &mut String, value: &Value) {
    match value {
        Value::Null => html.push('–'),
        Value::Bool(true) => html.push_str("ja"),
        Value::Bool(false) => html.push_str("nee"),
        Value::Number(number) => html.push_str(&number.to_string()),
        Value::String(text) if text.is_empty() => html.push('–'),
        Value::String(text) => html.push_str(&escape(text)),
        Value::Array(values) if values.is_empty() => html.push('–'),
        Value::Array(values) => {
            html.push_str("<ul>");
            for value in values {
                html.push_str("<li>");
                write_value(html, value);
                html.push_str("</li>");
            }
            html.push_str("</ul>");
        }
        Value::Object(fields) => {
            html.push_str("<dl>");
            for (name, value) in fields {
                let _ = write!(html, "<dt>{}</dt><dd>", escape(label(name)));
                write_value(html, value);
                html.push_str("</dd>");
            }
            html.push_str("</dl>");
        }
    }
}

/// What a field is called in Dutch; its own name where that says it all.
fn label(name: &str) -> &str {
    match name {
        "id" => "Kenmerk",
        "displayName" => "Naam",
        "jobTitle" | "job_title" => "Functie",
        "municipality" => "Gemeente",
        "about" => "Over mij",
        "seeking" => "Ik zoek",
        "offering" => "Ik bied",
        "phone" => "Telefoonnummer",
        "themes" => "Thema's",
        "recognitions" => "Herkende vraagstukken",
        "matchable" => "Wil gevonden worden",
        "visibility" => "Zichtbaar voor",
        "fieldVisibilities" => "Wie welk veld ziet",
        "externalId" => "Kenmerk bij de invoer",
        "createdAt" => "Gemaakt op",
        "updatedAt" => "Gewijzigd op",
        "publishedAt" => "Gepubliceerd op",
        "changedAt" => "Gewijzigd op",
        "expiresAt" => "Geldig tot",
        "lookedAt" => "Laatst bekeken op",
        "mail" => "Mail",
        "lastUsedAt" => "Laatst gebruikt op",
        "usedAt" => "Gebruikt op",
        "revokedAt" => "Ingetrokken op",
        "since" => "Sinds",
        "count" => "Aantal",
        "device" => "Apparaat",
        "name" => "Naam",
        "scopes" => "Mag",
        "provider" => "Site",
        "subject" => "Kenmerk bij die site",
        "email" => "Mailadres",
        "role" => "Rol",
        "municipalityRole" => "Rol bij de gemeente",
        "hasPassword" => "Heeft een wachtwoord",
        "from" => "Vanaf",
        "until" => "Tot",
        "purpose" => "Doel",
        "isGiven" => "Gegeven",
        "text" => "Tekst",
        "textVersion" => "Versie van de tekst",
        "kind" => "Soort",
        "title" => "Titel",
        "madeByYou" => "Door jou gemaakt",
        "status" => "Status",
        "content" => "Inhoud",
        "challenge" => "Vraagstuk",
        "stance" => "Hoe je ertegenover staat",
        "note" => "Toelichting",
        "askedByYou" => "Door jou gevraagd",
        "with" => "Met",
        "message" => "Bericht",
        "sharedByYou" => "Wat jij deelde",
        "at" => "Wanneer",
        "doneByYou" => "Door jou gedaan",
        "address" => "Netwerkadres",
        "revision" => "Versie",
        other => other,
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
