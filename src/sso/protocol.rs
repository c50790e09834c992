//! The two steps of the code flow with one provider, by the crate `openidconnect`.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Duration, Utc};
use futures::future::BoxFuture;
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreIdTokenClaims, CoreProviderMetadata, CoreUserInfoClaims,
};
use openidconnect::{
    AccessTokenHash, AuthorizationCode, ClientId, ClientSecret, CsrfToken, HttpRequest, HttpResponse,
    IssuerUrl, Nonce, OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope,
    TokenResponse,
};
use serde::{Deserialize, Serialize};

use super::http::{Client, HttpError};
use super::settings::ProviderSettings;
use crate::error::{Error, Result};
use crate::ids::MunicipalityId;

/// What the provider says of itself is asked again after so long: keys change.
const METADATA_LASTS: Duration = Duration::minutes(10);

/// What the session remembers while the person is at the provider.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Pending {
    pub provider: String,
    pub state: String,
    pub nonce: String,
    pub verifier: String,
    /// The page that the person came from.
    pub next: String,
}

/// Whom the provider says it is.
#[derive(Clone, Debug)]
pub struct Claims {
    pub subject: String,
    /// Verified by the provider; `None` when it is not.
    pub email: Option<String>,
    pub name: Option<String>,
}

/// What the provider says of itself, and when it said so.
type Kept = Arc<Mutex<Option<(DateTime<Utc>, CoreProviderMetadata)>>>;

#[derive(Clone, Debug)]
pub struct Provider {
    pub settings: Arc<ProviderSettings>,
    pub municipalities: Vec<MunicipalityId>,
    secret: Option<ClientSecret>,
    http: Client,
    redirect: RedirectUrl,
    metadata: Kept,
}

impl Provider {
    /// Calls nobody yet. Fails with `BadInput` for settings that can't work.
    pub fn new(
        settings: ProviderSettings,
        municipalities: Vec<MunicipalityId>,
        public_url: &str,
    ) -> Result<Self> {
        let issuer = settings.check()?;
        let redirect = RedirectUrl::new(format!("{public_url}/sso/{}/callback", settings.id))
            .map_err(|error| Error::BadInput(format!("public_url: {error}")))?;
        Ok(Self {
            secret: settings.secret()?.map(ClientSecret::new),
            http: Client::new(&issuer, &settings.hosts).map_err(Error::internal)?,
            settings: Arc::new(settings),
            municipalities,
            redirect,
            metadata: Arc::default(),
        })
    }

    /// The client as `openidconnect` takes it. Owned and boxed: of a future that borrows, the compiler can't see that it
    /// may move between threads.
    fn sender(&self) -> impl Fn(HttpRequest) -> BoxFuture<'static, Result<HttpResponse, HttpError>> + use<> {
        let http = self.http.clone();
        move |request| {
            let http = http.clone();
            Box::pin(async move { http.send(request).await })
        }
    }

    async fn metadata(&self, now: DateTime<Utc>) -> Result<CoreProviderMetadata> {
        let kept = self.metadata.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((at, metadata)) = kept
            && now - at < METADATA_LASTS
        {
            return Ok(metadata);
        }
        let issuer = IssuerUrl::new(self.settings.issuer.clone()).map_err(Error::internal)?;
        let send = self.sender();
        let metadata = CoreProviderMetadata::discover_async(issuer, &send).await.map_err(Error::internal)?;
        *self.metadata.lock().unwrap_or_else(PoisonError::into_inner) = Some((now, metadata.clone()));
        Ok(metadata)
    }

    /// Where to send the person, and what to remember. Fails with `Internal` when the provider does not answer.
    pub async fn begin(&self, next: String, now: DateTime<Utc>) -> Result<(String, Pending)> {
        let client_id = ClientId::new(self.settings.client_id.clone());
        let client =
            CoreClient::from_provider_metadata(self.metadata(now).await?, client_id, self.secret.clone())
                .set_redirect_uri(self.redirect.clone());
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let (url, state, nonce) = client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                CsrfToken::new_random,
                Nonce::new_random,
            )
            .add_scope(Scope::new("email".to_owned()))
            .add_scope(Scope::new("profile".to_owned()))
            .set_pkce_challenge(challenge)
            .url();
        let pending = Pending {
            provider: self.settings.id.clone(),
            state: state.secret().clone(),
            nonce: nonce.secret().clone(),
            verifier: verifier.secret().clone(),
            next,
        };
        Ok((url.to_string(), pending))
    }

    /// Changes the code for the person's claims, and checks signature, issuer, audience, time and nonce of them.
    pub async fn finish(&self, code: String, pending: Pending, now: DateTime<Utc>) -> Result<Claims> {
        let client_id = ClientId::new(self.settings.client_id.clone());
        let client =
            CoreClient::from_provider_metadata(self.metadata(now).await?, client_id, self.secret.clone())
                .set_redirect_uri(self.redirect.clone());
        let send = self.sender();
        let tokens = client
            .exchange_code(AuthorizationCode::new(code))
            .map_err(Error::internal)?
            .set_pkce_verifier(PkceCodeVerifier::new(pending.verifier))
            .request_async(&send)
            .await
            .map_err(Error::internal)?;
        let id_token = tokens.id_token().ok_or_else(|| Error::internal("the provider gave no id token"))?;
        let verifier = client.id_token_verifier().set_time_fn(move || now);
        let nonce = Nonce::new(pending.nonce);
        let claims: &CoreIdTokenClaims = id_token.claims(&verifier, &nonce).map_err(Error::internal)?;
        if let Some(expected) = claims.access_token_hash() {
            let algorithm = id_token.signing_alg().map_err(Error::internal)?;
            let key = id_token.signing_key(&verifier).map_err(Error::internal)?;
            let actual = AccessTokenHash::from_token(tokens.access_token(), algorithm, key);
            if actual.map_err(Error::internal)? != *expected {
                return Err(Error::internal("the access token is not the id token's"));
            }
        }
        let subject = claims.subject().clone();
        let mut email = claims.email().map(|email| (email.to_string(), claims.email_verified()));
        let mut name = claims.name().and_then(|name| name.get(None)).map(|name| name.to_string());
        // Many providers tell more of the person only when asked.
        if email.is_none()
            && let Ok(request) = client.user_info(tokens.access_token().clone(), Some(subject.clone()))
        {
            let info: CoreUserInfoClaims = request.request_async(&send).await.map_err(Error::internal)?;
            email = info.email().map(|email| (email.to_string(), info.email_verified()));
            name = name.or(info.name().and_then(|name| name.get(None)).map(|name| name.to_string()));
        }
        let is_verified = |verified: Option<bool>| verified.unwrap_or(self.settings.emails_are_verified);
        let email = email.filter(|(_, verified)| is_verified(*verified)).map(|(email, _)| email);
        Ok(Claims { subject: subject.to_string(), email, name })
    }
}
