//! Dutch words for the values of facets.

pub fn kind_label(name: &str) -> &str {
    match name {
        "pilot" => "Pilots",
        "report" => "Verslagen",
        "outcome" => "Opbrengsten",
        "challenge" => "Vraagstukken",
        "meeting" => "Bijeenkomsten",
        "person" => "Mensen",
        "municipality" => "Gemeenten",
        other => other,
    }
}

pub fn stage_label(name: &str) -> &str {
    match name {
        "idea" => "Idee",
        "exploration" => "Verkenning",
        "experiment" => "Experiment",
        "evaluation" => "Evaluatie",
        "scaling" => "Opschaling",
        "production" => "Productie",
        "stopped" => "Gestopt",
        other => other,
    }
}

pub fn domain_label(name: &str) -> &str {
    match name {
        "policy" => "Beleid",
        "collaboration" => "Samenwerking",
        "society" => "Maatschappij",
        other => other,
    }
}
