// A real OpenID provider (npm oidc-provider) for tests/it/sso.rs. One argument, JSON:
//   { "clients": [{ client_id, client_secret, redirect_uris }], "people": { login: { email, email_verified, name } } }
// Prints its issuer on one line when it listens, and ends when its standard input does. Anybody signs in as the person
// whose login they type, with any password.
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

// Nobody reads more of what it prints than the first line.
console.info = console.warn = () => {};
const { clients, people } = JSON.parse(process.argv[2]);
const server = createServer();
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients,
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    findAccount: (_context, login) =>
      people[login] && { accountId: login, claims: () => ({ sub: login, ...people[login] }) },
    pkce: { methods: ['S256'], required: () => true },
    cookies: { keys: ['only for tests'] },
  });
  server.on('request', provider.callback());
  console.log(issuer);
});
process.stdin.on('end', () => process.exit(0)).resume();
