//! Pages that show nothing by themselves without JavaScript: forms, lists, and what is for people with an account.
//! Their addresses are those of `frontend/src/routes/paths.ts`.

pub const ABOUT: &str =
    "Het kennisnetwerk van Nederlandse gemeenten over datagedreven werken: pilots, verslagen en mensen.";

/// Title and description, in Dutch, of the page at the path made of `segments`; `None` when it is no page of this kind.
pub fn page(segments: &[&str]) -> Option<(&'static str, &'static str)> {
    Some(match segments {
        ["zoeken"] => ("Zoeken", "Zoek in pilots, verslagen, vraagstukken en mensen."),
        ["mensen"] => ("Mensen", "Wie doet wat bij welke gemeente?"),
        ["contacten"] => ("Contacten", "Mensen die voor hetzelfde staan als jij."),
        ["inloggen"] => ("Inloggen", "Log in met je e-mailadres en wachtwoord."),
        ["mijn"] => ("Mijn pagina", "Je profiel en je concepten."),
        ["mijn", "zoekvragen"] => ("Mijn zoekvragen", "Wat je volgt, en hoe vaak je er mail over krijgt."),
        ["mail-stoppen"] => ("Mail stoppen", "Stop de mails over je zoekvragen."),
        ["mijn", "profiel"] => ("Mijn profiel", "Wat anderen van je zien."),
        ["mijn", "gegevens"] => {
            ("Mijn gegevens", "Wat we van je bewaren, en hoe je het meeneemt of weghaalt.")
        }
        ["mijn", "beveiliging"] => ("Beveiliging", "Hoe en waar je bent ingelogd."),
        ["meedoen"] => ("Meedoen", "Werk je bij een gemeente? Meld je aan met je werkadres."),
        ["bevestigen"] => ("E-mailadres bevestigen", "Laat zien dat het adres van jou is."),
        ["adres-bevestigen"] => ("Nieuw e-mailadres bevestigen", "Laat zien dat het adres van jou is."),
        ["wachtwoord-vergeten"] => {
            ("Wachtwoord vergeten", "Vraag een link om een nieuw wachtwoord te kiezen.")
        }
        ["nieuw-wachtwoord"] => ("Nieuw wachtwoord kiezen", "Kies een nieuw wachtwoord."),
        ["uitnodiging"] => ("Je bent uitgenodigd", "Doe mee namens je gemeente."),
        ["beheer", "mensen"] => ("Mensen", "Wie meedoen namens een gemeente, en wie wachten."),
        ["beheer", "uitnodigen"] => ("Uitnodigen", "Nodig collega's uit om mee te doen."),
        ["beheer", "maildomeinen"] => ("Maildomeinen", "Van wie een adres meteen toegang geeft."),
        ["over"] => ("Over dit netwerk", ABOUT),
        ["api"] => ("API", "De GraphQL-API van het netwerk staat op /graphql."),
        ["toegankelijkheid"] => ("Toegankelijkheid", "Iedereen moet dit netwerk kunnen gebruiken."),
        ["privacy"] => ("Privacy", "Wat we van je bewaren, en waarom."),
        ["beheer", "zoekvragen"] => ("Tevergeefs gezocht", "Wat zoeken mensen, en vinden ze niet?"),
        ["beheer", "begrippen"] => ("Begrippen", "Welke woorden bedoelen hetzelfde?"),
        ["beheer", "begrippen", "nieuw"] => ("Nieuw begrip", "Geef woorden op die hetzelfde bedoelen."),
        ["beheer", "begrippen", "inlezen"] => ("Begrippen inlezen", "Lees begrippen in uit een bestand."),
        ["beheer", "begrippen", _] => ("Begrip", "Welke woorden bedoelen hetzelfde?"),
        ["beheer", "auditlog"] => ("Auditlog", "Wie deed wat, wanneer en vanwaar?"),
        ["pilots", "nieuw"] => ("Nieuwe pilot", "Schrijf op wat jouw gemeente probeert."),
        ["verslagen", "nieuw"] => ("Nieuw verslag", "Schrijf op wat een bijeenkomst opleverde."),
        ["opbrengsten", "nieuw"] => ("Nieuwe opbrengst", "Schrijf op wat een workshop opleverde."),
        ["vraagstukken", "nieuw"] => ("Nieuw vraagstuk", "Leg een vraag voor waar jullie niet uitkomen."),
        ["bijeenkomsten", "nieuw"] => ("Nieuwe bijeenkomst", "Plan een bijeenkomst van het netwerk."),
        ["pilots" | "verslagen" | "opbrengsten" | "vraagstukken" | "bijeenkomsten", _, "bewerken"] => {
            ("Bewerken", "Log in om te bewerken.")
        }
        ["pilots" | "verslagen", _, "geschiedenis"] => {
            ("Eerdere versies", "Log in om eerdere versies te zien.")
        }
        _ => return None,
    })
}
