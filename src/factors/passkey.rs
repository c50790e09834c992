//! Passkeys: WebAuthn by `webauthn-rs`, for the host of the network's public address.
//!
//! Options and credentials are the JSON of the browsers' own `parse…OptionsFromJSON` and `toJSON`. The person is
//! verified by finger, face or PIN each time; a counter that goes back is refused.

use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use uuid::Uuid;
use webauthn_rs::prelude::{
    AuthenticationResult, CredentialID, DiscoverableAuthentication, Passkey, PasskeyAuthentication,
    PasskeyRegistration, PublicKeyCredential, RegisterPublicKeyCredential, Url, Webauthn, WebauthnBuilder,
};

use crate::error::{Error, Problems, Result};
use crate::ids::AccountId;

const NAME: &str = "BigDataGemeenten";

/// Who asks for passkeys: this network at its address.
#[derive(Clone, Debug, Default)]
pub struct RelyingParty(Option<Arc<Webauthn>>);

impl RelyingParty {
    /// Without passkeys when the address has no host name, as browsers know none for an IP address; only
    /// `127.0.0.1` may be opened as `localhost` instead.
    pub fn of(public_url: &str) -> Self {
        let localhost = public_url.replace("://127.0.0.1", "://localhost");
        let build = || {
            let url = Url::parse(&localhost).ok()?;
            let host = url.domain()?.to_owned();
            WebauthnBuilder::new(&host, &url).ok()?.rp_name(NAME).build().ok()
        };
        Self(build().map(Arc::new))
    }

    fn webauthn(&self) -> Result<&Webauthn> {
        let none = "passkeys need an installation whose address has a host name";
        self.0.as_deref().ok_or(Error::Forbidden(none))
    }

    /// Options for `navigator.credentials.create`, and what to remember.
    pub fn start_registration(
        &self,
        account: AccountId,
        email: &str,
        name: &str,
        known: &[Passkey],
    ) -> Result<(Value, String)> {
        let exclude: Vec<CredentialID> = known.iter().map(|passkey| passkey.cred_id().clone()).collect();
        let (options, state) = self
            .webauthn()?
            .start_passkey_registration(account.0, email, name, Some(exclude))
            .map_err(Error::internal)?;
        let mut options = public_key(&options)?;
        // Kept by the authenticator itself, so that it can take the place of address and password.
        options["authenticatorSelection"]["residentKey"] = "required".into();
        options["authenticatorSelection"]["requireResidentKey"] = true.into();
        Ok((options, remember(&state)?))
    }

    /// The new passkey. Fails with `Invalid` at `credential`.
    pub fn finish_registration(&self, credential: Value, state: &str) -> Result<Passkey> {
        let credential: RegisterPublicKeyCredential = parse("credential", credential)?;
        let state: PasskeyRegistration = recall(state)?;
        self.webauthn()?
            .finish_passkey_registration(&credential, &state)
            .map_err(|error| refused("credential", &error))
    }

    /// Options for `navigator.credentials.get` with one of the passkeys of an account; `None` when it has none that
    /// can be used here.
    pub fn start_second_factor(&self, known: &[Passkey]) -> Result<Option<(Value, String)>> {
        let Some(webauthn) = self.0.as_deref().filter(|_| !known.is_empty()) else { return Ok(None) };
        let (options, state) = webauthn.start_passkey_authentication(known).map_err(Error::internal)?;
        Ok(Some((public_key(&options)?, remember(&state)?)))
    }

    /// Fails with `Invalid` at `passkey`.
    pub fn finish_second_factor(&self, credential: Value, state: &str) -> Result<AuthenticationResult> {
        let credential: PublicKeyCredential = parse("passkey", credential)?;
        let state: PasskeyAuthentication = recall(state)?;
        self.webauthn()?
            .finish_passkey_authentication(&credential, &state)
            .map_err(|error| refused("passkey", &error))
    }

    /// Options for `navigator.credentials.get` with any passkey of this network.
    pub fn start_log_in(&self) -> Result<(Value, String)> {
        let (options, state) =
            self.webauthn()?.start_discoverable_authentication().map_err(Error::internal)?;
        Ok((public_key(&options)?, remember(&state)?))
    }

    /// Whose passkey the credential says it is: to be believed only after [`Self::finish_log_in`].
    pub fn claimed(&self, credential: &Value) -> Result<AccountId> {
        let credential: PublicKeyCredential = parse("credential", credential.clone())?;
        let claimed = self.webauthn()?.identify_discoverable_authentication(&credential);
        let (account, _): (Uuid, _) = claimed.map_err(|error| refused("credential", &error))?;
        Ok(AccountId(account))
    }

    /// Fails with `Invalid` at `credential`, also when none of `known` belongs to it.
    pub fn finish_log_in(
        &self,
        credential: Value,
        state: &str,
        known: &[Passkey],
    ) -> Result<AuthenticationResult> {
        let credential: PublicKeyCredential = parse("credential", credential)?;
        let state: DiscoverableAuthentication = recall(state)?;
        let id = credential.get_credential_id();
        let known = known.iter().find(|key| key.cred_id().as_slice() == id);
        let known = known.ok_or_else(|| rejected("credential"))?;
        self.webauthn()?
            .finish_discoverable_authentication_v2(&credential, state, known)
            .map_err(|error| refused("credential", &error))
    }
}

/// The part that browsers take.
fn public_key(options: &impl Serialize) -> Result<Value> {
    let options = serde_json::to_value(options).map_err(Error::internal)?;
    Ok(options.get("publicKey").cloned().unwrap_or_else(|| json!({})))
}

fn remember(state: &impl Serialize) -> Result<String> {
    serde_json::to_string(state).map_err(Error::internal)
}

fn recall<T: DeserializeOwned>(state: &str) -> Result<T> {
    serde_json::from_str(state).map_err(Error::internal)
}

fn parse<T: DeserializeOwned>(field: &str, credential: Value) -> Result<T> {
    serde_json::from_value(credential).map_err(|_| rejected(field))
}

fn refused(field: &str, error: &webauthn_rs::prelude::WebauthnError) -> Error {
    tracing::info!(%error, "a passkey was refused");
    rejected(field)
}

/// One answer for everything that can be wrong with a passkey.
pub fn rejected(field: &str) -> Error {
    let message = "Deze passkey werd niet geaccepteerd. Probeer het opnieuw.";
    Problems::one(field, "INVALID_PASSKEY", message).into()
}
