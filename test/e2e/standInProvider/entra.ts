const authority = 'https://login.microsoftonline.com';
const clientId = 'aebc6443-996d-45c2-90f0-388ff96faa56';
const redirectUri = 'http://localhost';

/** What a person has after signing in: the way to tokens of every tenant that knows them. */
export interface Account {
  readonly refreshToken: string;
}

/** Goes the way of a sign-in page and back, as a browser would. */
export async function signIn(scope: string, signInName: string): Promise<Account> {
  const query = new URLSearchParams({
    client_id: clientId,
    response_type: 'code',
    redirect_uri: redirectUri,
    login_hint: signInName,
    scope: `${scope} offline_access openid`,
  });
  const page = await fetch(
    `${authority}/organizations/oauth2/v2.0/authorize?${query.toString()}`,
    // Nobody listens there: what counts is the address.
    { redirect: 'manual' },
  );
  const code = new URL(page.headers.get('location') ?? '', redirectUri).searchParams.get('code');
  if (code === null) throw new Error(`The sign-in page answered ${page.status}.`);
  const answer = await askForToken('organizations', {
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirectUri,
    scope,
  });
  return { refreshToken: answer.refresh_token };
}

/** An access token of a tenant (id, or `organizations`) for a scope. */
export async function getAccessToken(
  { refreshToken }: Account,
  tenant: string,
  scope: string,
): Promise<string> {
  const answer = await askForToken(tenant, {
    grant_type: 'refresh_token',
    refresh_token: refreshToken,
    scope,
  });
  return answer.access_token;
}

interface TokenAnswer {
  readonly access_token: string;
  readonly refresh_token: string;
}

async function askForToken(
  tenant: string,
  form: Readonly<Record<string, string>>,
): Promise<TokenAnswer> {
  const response = await fetch(`${authority}/${tenant}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({ client_id: clientId, client_info: '1', ...form }),
  });
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as TokenAnswer;
}
