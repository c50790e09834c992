/** Passkeys as the browser has them: options and credentials are the JSON of WebAuthn level 3. */

interface JsonCredential extends Credential {
  toJSON: () => unknown;
}

/** Older browsers, and pages without https, know no passkeys. */
export function knowsPasskeys(): boolean {
  return typeof window.PublicKeyCredential === 'function' && typeof PublicKeyCredential.parseRequestOptionsFromJSON === 'function';
}

/** Asks the device for a new passkey; null when the person went back on it. */
export async function makePasskey(options: unknown): Promise<unknown> {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options as PublicKeyCredentialCreationOptionsJSON);
  return orNull(navigator.credentials.create({ publicKey }));
}

/** Asks the device for a passkey that it has; null when there is none, or the person went back on it. */
export async function askPasskey(options: unknown): Promise<unknown> {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options as PublicKeyCredentialRequestOptionsJSON);
  return orNull(navigator.credentials.get({ publicKey }));
}

async function orNull(asked: Promise<Credential | null>): Promise<unknown> {
  try {
    const credential = await asked;
    return credential && (credential as JsonCredential).toJSON();
  } catch (error) {
    // Browsers tell these apart from faults only by name: closed, timed out, or there already.
    if (error instanceof DOMException && ['NotAllowedError', 'AbortError', 'InvalidStateError'].includes(error.name)) return null;
    throw error;
  }
}
