//! Every query.

use super::case::*;
use super::outcome::Outcome::{Empty, Forbidden, Missing, SignIn, Yes};

pub const QUERIES: &[Case] = &[
    case("invitationByToken", On::Nothing, "(token: \"nergens\") { email }", [Missing; 7]),
    case(
        "pendingRegistrations",
        On::Nothing,
        "{ totalCount }",
        [Empty, Empty, Empty, Empty, Empty, Empty, Yes],
    )
    .administrator(Yes),
    case("registrationOptions", On::Nothing, "(email: \"x@nergens.example\") { needsApproval }", EVERYBODY),
    case(
        "auditLog",
        On::Nothing,
        "{ totalCount }",
        [SignIn, Forbidden, Forbidden, Forbidden, Forbidden, Forbidden, Yes],
    ),
    case("challenge", On::Published("Challenge"), "(slug: $slug) { id }", READERS_AND_ORGANISERS),
    case("challenges", On::Published("Challenge"), "{ totalCount }", LISTED_FOR_ORGANISERS),
    case(
        "contactMatches",
        On::Nothing,
        "(first: 1) { totalCount }",
        [SignIn, Empty, Empty, Empty, Empty, Empty, Empty],
    ),
    case("concept", On::Concept, "(id: $id) { prefLabel }", CARETAKERS),
    case("concepts", On::Concept, "{ totalCount }", CARETAKERS),
    case("starterThesaurus", On::Nothing, "", EVERYBODY),
    case("isDemo", On::Nothing, "", EVERYBODY),
    case("markdownPreview", On::Nothing, "(markdown: \"*hoi*\")", EVERYBODY),
    case("meeting", On::Published("Meeting"), "(slug: $slug) { id }", READERS_AND_ORGANISERS),
    case("meetings", On::Published("Meeting"), "{ totalCount }", LISTED_FOR_ORGANISERS),
    case("municipalities", On::Nothing, "{ totalCount }", EVERYBODY),
    case("municipality", On::Nothing, "(code: \"GM0503\") { id }", EVERYBODY),
    case("networkStats", On::Nothing, "{ pilots }", EVERYBODY),
    case("nextMeeting", On::Published("Meeting"), "{ id }", LISTED_FOR_ORGANISERS),
    case("node", On::Published("Pilot"), "(id: $id) { id }", READERS),
    case("outcome", On::Published("Outcome"), "(slug: $slug) { id }", READERS_AND_ORGANISERS),
    case("outcomes", On::Published("Outcome"), "{ totalCount }", LISTED_FOR_ORGANISERS),
    case("people", On::Nothing, "{ totalCount }", [Empty, Yes, Yes, Yes, Yes, Yes, Yes]),
    case("pilot", On::Published("Pilot"), "(slug: $slug) { id }", READERS),
    case("pilots", On::Published("Pilot"), "{ totalCount }", LISTED),
    case("readNotes", On::Nothing, "(text: \"Verslag\\n\\nTekst\") { title }", WITH_ACCOUNT),
    case("report", On::Published("Report"), "(slug: $slug) { id }", READERS_AND_ORGANISERS),
    case("reports", On::Published("Report"), "{ totalCount }", LISTED_FOR_ORGANISERS),
    case("secondFactorChallenge", On::Nothing, "{ methods }", [Empty; 7]),
    case("ssoProviders", On::Nothing, "{ id }", [Empty; 7]),
    case("search", On::Published("Pilot"), "(query: \"kwikstaart\") { totalCount }", LISTED_FOR_ORGANISERS),
    case("searchGaps", On::SearchTerm, "(kind: WITHOUT_RESULT) { totalCount }", EDITORS_OF_ALL),
    case("suggest", On::Published("Pilot"), "(prefix: \"kwikst\") { text }", LISTED_FOR_ORGANISERS),
    case("moreLikeThis", On::Published("Pilot"), "(id: $id) { words }", READERS),
    case("themes", On::Nothing, "{ slug }", EVERYBODY),
    case("viewer", On::Nothing, "{ role }", [Empty, Yes, Yes, Yes, Yes, Yes, Yes]),
];
