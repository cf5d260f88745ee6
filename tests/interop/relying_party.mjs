// A relying party of others, for our provider: a web application on `openid-client`, which is certified by the OpenID Foundation.
// Prints one line of JSON when it accepts connections; ends when its standard input does.
//
//   GET /login?as=<client>       sends the browser to the provider
//   GET /callback                finishes the login, tries everything else, and tells what came of it
//
// Each client is a way to authenticate, with the id and the secret of an application.
import { createServer } from 'node:http';
import { inspect } from 'node:util';
import * as oidc from 'openid-client';

const [issuer, left, registered] = process.argv.slice(2);
const underway = new Map();

const AUTHENTICATION = {
  client_secret_post: oidc.ClientSecretPost,
  client_secret_basic: oidc.ClientSecretBasic,
  none: oidc.None,
};

const discovered = ({ id, secret, method }) =>
  oidc.discovery(new URL(issuer), id, { id_token_signed_response_alg: 'RS256' }, AUTHENTICATION[method](secret), {
    // TLS is the affair of others; signatures are checked with the published keys although the tokens come straight.
    execute: [oidc.allowInsecureRequests, oidc.enableNonRepudiationChecks],
  });

async function login(query, redirect_uri) {
  const config = await discovered(JSON.parse(registered)[query.get('as')]);
  const [state, nonce, verifier] = [oidc.randomState(), oidc.randomNonce(), oidc.randomPKCECodeVerifier()];
  underway.set(state, { config, nonce, verifier });
  return oidc.buildAuthorizationUrl(config, {
    redirect_uri,
    scope: 'openid profile email offline_access',
    prompt: 'consent',
    max_age: '300',
    state,
    nonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  });
}

async function callback(url) {
  const state = url.searchParams.get('state');
  const { config, nonce, verifier } = underway.get(state);
  const grant = () =>
    oidc.authorizationCodeGrant(config, url, {
      expectedState: state,
      expectedNonce: nonce,
      pkceCodeVerifier: verifier,
      maxAge: 300,
      idTokenExpected: true,
    });
  const tokens = await grant();
  const claims = tokens.claims();
  const userinfo = await oidc.fetchUserInfo(config, tokens.access_token, claims.sub);
  const refreshed = await oidc.refreshTokenGrant(config, tokens.refresh_token);
  const active = async (token) => (await oidc.tokenIntrospection(config, token)).active;
  const before = await oidc.tokenIntrospection(config, refreshed.access_token);
  await oidc.tokenRevocation(config, refreshed.refresh_token);
  return {
    claims,
    userinfo,
    refreshed: refreshed.claims() ?? null,
    another: tokens.refresh_token !== refreshed.refresh_token,
    scope: tokens.scope,
    introspection: before,
    active: [await active(refreshed.access_token), await active(refreshed.refresh_token)],
    again: await grant().then(() => 'granted', (refusal) => refusal.error),
    logout: oidc.buildEndSessionUrl(config, {
      id_token_hint: tokens.id_token,
      post_logout_redirect_uri: left,
      state: 'bye',
    }).href,
  };
}

const server = createServer(async (request, response) => {
  const url = new URL(request.url, `http://${request.headers.host}`);
  const tell = (status, told) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(told));
  try {
    if (url.pathname === '/login') {
      const location = await login(url.searchParams, `${url.origin}/callback`);
      response.writeHead(302, { location: location.href }).end();
    } else {
      tell(200, await callback(url));
    }
  } catch ({ name, code, message, cause, error, error_description }) {
    tell(500, { name, code, message, error, error_description, cause: inspect(cause) });
  }
});
server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ url: `http://127.0.0.1:${server.address().port}` })));
process.stdin.on('close', () => process.exit(0)).resume();
