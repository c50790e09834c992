//! Every mutation.

use super::case::*;
use super::outcome::Outcome::{Forbidden, Form, Missing, SignIn, Yes};

pub const MUTATIONS: &[Case] = &[
    case(
        "acceptInvitation",
        On::Nothing,
        "(input: { token: \"nergens\", name: \"Iemand\", password: \"een lang wachtwoord van iemand\" }) { userErrors { code } }",
        [Form; 7],
    ),
    case(
        "addMailDomain",
        On::Nothing,
        "(input: { municipalityCode: \"GM0503\", domain: \"nieuw.example\" }) { userErrors { code } }",
        [SignIn, Forbidden, Forbidden, Forbidden, Forbidden, Forbidden, Form],
    )
    .administrator(Yes),
    case(
        "approveRegistration",
        On::Nothing,
        "(input: { personId: $person, accept: true }) { userErrors { code } }",
        [SignIn, Missing, Missing, Missing, Missing, Missing, Missing],
    ),
    case(
        "changePassword",
        On::Nothing,
        "(input: { currentPassword: \"niet het goede\", newPassword: \"een ander lang wachtwoord\" }) { userErrors { code } }",
        [SignIn, Form, Form, Form, Form, Form, Form],
    ),
    case("confirmEmailChange", On::Nothing, "(input: { token: \"nergens\" }) { userErrors { code } }", [Form; 7]),
    case(
        "invite",
        On::Nothing,
        "(input: { municipalityCode: \"GM0503\", email: \"UNIQUE@test.example\" }) { userErrors { code } }",
        [SignIn, Forbidden, Forbidden, Forbidden, Forbidden, Yes, Yes],
    )
    .administrator(Yes),
    case(
        "inviteMany",
        On::Nothing,
        "(input: { municipalityCode: \"GM0503\", csv: \"email,name\\nverre.gast@test.example,Gast\", isDryRun: true }) { userErrors { code } }",
        [SignIn, Forbidden, Forbidden, Forbidden, Forbidden, Yes, Yes],
    )
    .administrator(Yes),
    case(
        "register",
        On::Nothing,
        "(input: { email: \"geen adres\", name: \"Iemand\", password: \"een lang wachtwoord van iemand\" }) { userErrors { code } }",
        [Form; 7],
    ),
    case(
        "removeMailDomain",
        On::MailDomain,
        "(input: { id: $id }) { userErrors { code } }",
        [SignIn, Missing, Missing, Missing, Missing, Missing, Yes],
    )
    .administrator(Yes),
    case(
        "requestEmailChange",
        On::Nothing,
        "(input: { email: \"ander@test.example\", password: \"niet het goede\" }) { userErrors { code } }",
        [SignIn, Form, Form, Form, Form, Form, Form],
    ),
    case("requestPasswordReset", On::Nothing, "(input: { email: \"UNIQUE@test.example\" }) { userErrors { code } }", EVERYBODY),
    case(
        "resetPassword",
        On::Nothing,
        "(input: { token: \"nergens\", password: \"een lang wachtwoord van iemand\" }) { userErrors { code } }",
        [Form; 7],
    ),
    case(
        "setRole",
        On::Nothing,
        "(input: { personId: $person, municipalityRole: MEMBER }) { userErrors { code } }",
        [SignIn, Forbidden, Forbidden, Forbidden, Forbidden, Forbidden, Yes],
    )
    .administrator(Yes),
    case("verifyEmail", On::Nothing, "(input: { token: \"nergens\" }) { userErrors { code } }", [Form; 7]),
    case(
        "verifyMailDomain",
        On::MailDomain,
        "(input: { id: $id }) { userErrors { code } }",
        [SignIn, Missing, Missing, Missing, Missing, Missing, Yes],
    )
    .administrator(Forbidden),
    case(
        "withdrawInvitation",
        On::Invitation,
        "(input: { id: $id }) { userErrors { code } }",
        [SignIn, Missing, Missing, Missing, Missing, Missing, Yes],
    )
    .administrator(Yes),
    case(
        "archivePilot",
        On::Published("Pilot"),
        REVISED,
        [SignIn, Missing, Forbidden, Yes, Yes, Missing, Yes],
    ),
    case(
        "changeAffiliation",
        On::Nothing,
        "(input: { municipalityCode: \"GM0344\" }) { userErrors { code } }",
        WITH_ACCOUNT,
    ),
    case(
        "answerMove",
        On::Move,
        "(input: { personId: $id, accept: false }) { userErrors { code } }",
        [SignIn, Missing, Missing, Missing, Missing, Missing, Yes],
    )
    .administrator(Yes),
    case("withdrawMove", On::Nothing, "{ userErrors { code } }", WITH_ACCOUNT),
    case(
        "setMailChoices",
        On::Nothing,
        "(input: { introductions: true }) { userErrors { code } }",
        WITH_ACCOUNT,
    ),
    case(
        "createChallenge",
        On::Nothing,
        "(input: { question: \"Hoe dan?\" }) { userErrors { code } }",
        WITH_ACCOUNT,
    ),
    case(
        "createMeeting",
        On::Nothing,
        "(input: { title: \"Overleg\", startsAt: \"2030-03-01T09:00:00Z\" }) { userErrors { code } }",
        [SignIn, Forbidden, Forbidden, Forbidden, Forbidden, Yes, Yes],
    ),
    case(
        "createOutcome",
        On::Nothing,
        "(input: { question: \"Hoe dan?\" }) { userErrors { code } }",
        WITH_ACCOUNT,
    ),
    case(
        "createPilot",
        On::Nothing,
        "(input: { title: \"Pilot\", municipality: \"GM0503\" }) { userErrors { code } }",
        [SignIn, Forbidden, Yes, Yes, Yes, Yes, Yes],
    ),
    case(
        "createReport",
        On::Nothing,
        "(input: { title: \"Verslag\" }) { userErrors { code } }",
        WITH_ACCOUNT,
    ),
    case(
        "deleteAccount",
        On::Nothing,
        "(input: { password: \"niet het goede\" }) { userErrors { code } }",
        [SignIn, Form, Form, Form, Form, Form, Form],
    ),
    case("deleteOutcome", On::Draft("Outcome"), REVISED, EDITORS_AND_ORGANISERS),
    case("deletePilot", On::Draft("Pilot"), REVISED, EDITORS),
    case("deleteReport", On::Draft("Report"), REVISED, EDITORS_AND_ORGANISERS),
    case(
        "logIn",
        On::Nothing,
        "(input: { email: \"niemand@test.example\", password: \"iets wat fout is\" }) { userErrors { code } }",
        [Form; 7],
    ),
    case("logOut", On::Nothing, "{ loggedOut }", EVERYBODY),
    // Behind signing out and in again: who did so long ago is asked to.
    case(
        "blockAccount",
        On::Member,
        "(input: { personId: $id }) { userErrors { code } }",
        [SignIn, Forbidden, Forbidden, Forbidden, Forbidden, Forbidden, Yes],
    )
    .administrator(Yes),
    case(
        "unblockAccount",
        On::Member,
        "(input: { personId: $id }) { userErrors { code } }",
        [SignIn, Forbidden, Forbidden, Forbidden, Forbidden, Forbidden, Yes],
    )
    .administrator(Yes),
    case("publishOutcome", On::Draft("Outcome"), REVISED, EDITORS_AND_ORGANISERS),
    case("publishPilot", On::Draft("Pilot"), REVISED, EDITORS),
    case("publishReport", On::Draft("Report"), REVISED, EDITORS_AND_ORGANISERS),
    case(
        "recognise",
        On::Published("Challenge"),
        "(input: { challengeId: $id, stance: SOLVED }) { userErrors { code } }",
        [SignIn, Missing, Yes, Yes, Yes, Yes, Yes],
    ),
    case("requestDataExport", On::Nothing, "{ userErrors { code } }", WITH_ACCOUNT),
    case(
        "requestIntroduction",
        On::Nothing,
        "(input: { personId: $person, message: \"Hoi\" }) { userErrors { code } }",
        [SignIn, Yes, Yes, Form, Yes, Yes, Yes],
    ),
    case(
        "respondToIntroduction",
        On::Introduction,
        "(input: { id: $id, accept: true }) { userErrors { code } }",
        [SignIn, Missing, Missing, Yes, Missing, Missing, Missing],
    ),
    case(
        "setConsent",
        On::Nothing,
        "(input: { purpose: MATCHING, isGiven: false }) { userErrors { code } }",
        WITH_ACCOUNT,
    ),
    case(
        "setFieldVisibility",
        On::Nothing,
        "(input: { field: ABOUT, visibility: NOBODY }) { userErrors { code } }",
        WITH_ACCOUNT,
    ),
    case("updateChallenge", On::Published("Challenge"), REVISED, CHANGERS),
    case(
        "updateMeeting",
        On::Published("Meeting"),
        REVISED,
        [SignIn, Missing, Forbidden, Forbidden, Yes, Yes, Yes],
    ),
    case("updateOutcome", On::Draft("Outcome"), REVISED, EDITORS_AND_ORGANISERS),
    case(
        "updatePilot",
        On::Published("Pilot"),
        REVISED,
        [SignIn, Missing, Forbidden, Yes, Yes, Missing, Yes],
    ),
    case(
        "restorePilot",
        On::Published("Pilot"),
        "(input: { id: $id, revision: $revision, to: 1 }) { userErrors { code } }",
        [SignIn, Missing, Forbidden, Yes, Yes, Missing, Yes],
    ),
    case(
        "restoreReport",
        On::Draft("Report"),
        "(input: { id: $id, revision: $revision, to: 1 }) { userErrors { code } }",
        EDITORS_AND_ORGANISERS,
    ),
    case("updateProfile", On::Nothing, "(input: { about: \"Ik\" }) { userErrors { code } }", WITH_ACCOUNT),
    case("updateReport", On::Draft("Report"), REVISED, EDITORS_AND_ORGANISERS),
    case(
        "confirmPassword",
        On::Nothing,
        "(input: { password: \"een lang wachtwoord van iemand\" }) { userErrors { code } }",
        WITH_ACCOUNT,
    ),
    case(
        "createApiToken",
        On::Nothing,
        "(input: { name: \"Programma\", scopes: [READ], expiresAt: \"TOMORROW\" }) { userErrors { code } }",
        WITH_ACCOUNT,
    ),
    case(
        "revokeApiToken",
        On::Token,
        "(input: { id: $id }) { userErrors { code } }",
        [SignIn, Missing, Missing, Yes, Missing, Missing, Missing],
    ),
    case("revokeSession", On::Nothing, "(input: { allOthers: true }) { userErrors { code } }", WITH_ACCOUNT),
    case("verifySecondFactor", On::Nothing, "(input: { totp: \"000000\" }) { userErrors { code } }", [Form; 7]),
    case("startTotp", On::Nothing, "{ userErrors { code } }", WITH_ACCOUNT),
    case(
        "confirmTotp",
        On::Nothing,
        "(input: { code: \"\" }) { userErrors { code } }",
        [SignIn, Form, Form, Form, Form, Form, Form],
    ),
    // Only administrators have a second factor.
    case(
        "regenerateRecoveryCodes",
        On::Nothing,
        "(input: {}) { userErrors { code } }",
        [SignIn, Form, Form, Form, Form, Form, Yes],
    )
    .administrator(Yes),
    case("startPasskeyRegistration", On::Nothing, "{ userErrors { code } }", WITH_ACCOUNT),
    case(
        "finishPasskeyRegistration",
        On::Nothing,
        "(input: { name: \"Sleutel\", credential: {} }) { userErrors { code } }",
        [SignIn, Form, Form, Form, Form, Form, Form],
    ),
    case(
        "removePasskey",
        On::Passkey,
        "(input: { id: $id }) { userErrors { code } }",
        [SignIn, Missing, Missing, Missing, Missing, Missing, Missing],
    ),
    case(
        "createConcept",
        On::Nothing,
        "(input: { prefLabel: \"UNIQUE\" }) { userErrors { code } }",
        CARETAKERS,
    ),
    case("updateConcept", On::Concept, REVISED, CARETAKERS),
    case("deleteConcept", On::Concept, REVISED, CARETAKERS),
    case(
        "importThesaurus",
        On::Nothing,
        "(input: { format: CSV, text: \"prefLabel\\nUNIQUE\" }) { userErrors { code } }",
        CARETAKERS,
    ),
    case("reportSearch", On::Nothing, "(input: { query: \"iets\" }) { userErrors { code } }", EVERYBODY),
    case("handleSearchGap", On::SearchTerm, "(input: { id: $id }) { userErrors { code } }", EDITORS_OF_ALL),
    case(
        "saveSearch",
        On::Nothing,
        "(input: { name: \"Vogels\", query: \"kwikstaart\" }) { userErrors { code } }",
        WITH_ACCOUNT,
    ),
    case(
        "updateSavedSearch",
        On::SavedSearch,
        "(input: { id: $id, looked: true }) { userErrors { code } }",
        [SignIn, Missing, Missing, Yes, Missing, Missing, Missing],
    ),
    case(
        "deleteSavedSearch",
        On::SavedSearch,
        "(input: { id: $id }) { userErrors { code } }",
        [SignIn, Missing, Missing, Yes, Missing, Missing, Missing],
    ),
    case(
        "stopSearchMails",
        On::Nothing,
        "(input: { token: \"nergens\" }) { userErrors { code } }",
        [Form; 7],
    ),
    case("startPasskeyLogIn", On::Nothing, "{ userErrors { code } }", EVERYBODY),
    case("finishPasskeyLogIn", On::Nothing, "(input: { credential: {} }) { userErrors { code } }", [Form; 7]),
    // The last one: without it administrators may do nothing any more.
    case("disableTotp", On::Nothing, "(input: {}) { userErrors { code } }", WITH_ACCOUNT),
];
