import { beforeAll, describe, expect, it } from 'vitest';
import { toBash } from '../../../../src/core/script/toBash';
import { toScript } from '../../../../src/core/script/toScript';
import { loadSdks } from '../../../builders/azure';
import { simulatedPlans } from '../../../fakes/simulatedPlans';
import { runWithStandIns } from '../../../fakes/standInPrograms';
import { scriptFor } from './scriptFixture';

beforeAll(loadSdks);

const where = '--resource-group=rg-lyon --subscription=SUB';
const vault =
  '/subscriptions/SUB/resourceGroups/rg-lyon/providers/Microsoft.KeyVault/vaults/kv-lyon-new';
const identities =
  '/subscriptions/SUB/resourceGroups/rg-lyon/providers/Microsoft.ManagedIdentity/userAssignedIdentities';

/** All steps of an instance on which nothing is enabled; a query answers ANSWER. */
const wanted: readonly string[] = [
  'az extension add --name=connectedk8s --upgrade --output=none',
  'az extension add --name=azure-iot-ops --upgrade --output=none',
  'az account set --subscription=SUB',
  `az connectedk8s update --name=arc-lyon-01 ${where} --enable-oidc-issuer --enable-workload-identity --output=none`,
  `az connectedk8s show --name=arc-lyon-01 ${where} --query=oidcIssuerProfile.issuerUrl --output=tsv`,
  'az rest --method=get --url=ANSWER/.well-known/openid-configuration --skip-authorization-header --query=issuer --output=tsv',
  `az keyvault show --name=kv-lyon-new ${where}`,
  `az keyvault create --name=kv-lyon-new ${where} --location=francecentral --enable-rbac-authorization=true --retention-days=30 --enable-purge-protection=true --output=none`,
  'az ad signed-in-user show --query=id --output=tsv',
  `az role assignment create --role=b86a8fe4-44ce-4948-aee5-eccb2c155cd7 --assignee-object-id=ANSWER --assignee-principal-type=User --scope=${vault} --output=none`,
  `az identity show --name=id-lyon-secrets ${where}`,
  `az identity create --name=id-lyon-secrets ${where} --location=francecentral --output=none`,
  `az identity show --name=id-lyon-secrets ${where} --query=principalId --output=tsv`,
  `az role assignment create --role=4633458b-17de-408a-b874-0445c86b69e6 --assignee-object-id=ANSWER --assignee-principal-type=ServicePrincipal --scope=${vault} --output=none`,
  `az role assignment create --role=21090545-7ca7-4776-b22c-e363652d74d2 --assignee-object-id=ANSWER --assignee-principal-type=ServicePrincipal --scope=${vault} --output=none`,
  `az identity federated-credential create --name=3dd655e --identity-name=id-lyon-secrets ${where} --issuer=ANSWER --subject=system:serviceaccount:azure-iot-operations:aio-ssc-sa --audiences=api://AzureADTokenExchange --output=none`,
  `az iot ops secretsync enable --instance=aio-lyon-01 ${where} --mi-user-assigned=${identities}/id-lyon-secrets --kv-resource-id=${vault} --skip-ra=true --output=none`,
  `az identity show --name=id-lyon-cloud ${where}`,
  `az identity create --name=id-lyon-cloud ${where} --location=francecentral --output=none`,
  `az identity show --name=id-lyon-cloud ${where} --query=principalId --output=tsv`,
  `az identity federated-credential create --name=643c51c --identity-name=id-lyon-cloud ${where} --issuer=ANSWER --subject=system:serviceaccount:azure-iot-operations:aio-dataflow --audiences=api://AzureADTokenExchange --output=none`,
  `az identity federated-credential create --name=f5128f9 --identity-name=id-lyon-cloud ${where} --issuer=ANSWER --subject=system:serviceaccount:azure-iot-operations:adr-schema-registry --audiences=api://AzureADTokenExchange --output=none`,
  `az iot ops identity assign --name=aio-lyon-01 ${where} --mi-user-assigned=${identities}/id-lyon-cloud --output=none`,
  `az iot ops identity assign --name=aio-lyon-01 ${where} --mi-user-assigned=${identities}/id-lyon-cloud --usage=schema --output=none`,
  'kubectl rollout restart statefulset adr-schema-registry --namespace=azure-iot-operations',
];

/** That script, and the id of the subscription, which is drawn anew for each seed. */
async function wholeScript() {
  const all = simulatedPlans({ scenario: 'factory' });
  const { target } = await scriptFor(all, 'aio-lyon-01');
  const location = 'francecentral';
  const { read } = await scriptFor(all, 'aio-lyon-01', {
    vaultId: target.vaultId.replace(/[^/]+$/, 'kv-lyon-new'),
    creations: {
      vault: { kind: 'create', location, retentionDays: 30, isPurgeProtected: true },
      cloudIdentity: { location },
    },
  });
  const subscription = target.instanceId.split('/')[2] ?? '';
  const toLines = (calls: readonly (readonly string[])[]): readonly string[] =>
    calls.map((call) => call.join(' ').replaceAll(subscription, 'SUB'));
  return { script: toScript(await read(), 'all'), toLines };
}

describe('the whole script of an instance', () => {
  it('makes exactly these calls of az and kubectl', async () => {
    const { script, toLines } = await wholeScript();
    const { calls, status } = runWithStandIns(['bash'], 'script.sh', toBash(script), {
      answer: 'ANSWER',
    });
    expect(status).toBe(0);
    expect(toLines(calls)).toEqual(wanted);
  });

  it('tells az the issuer of a cluster that has its own, which az would drop otherwise', async () => {
    const all = simulatedPlans({ scenario: 'factory' });
    const { read } = await scriptFor(all, 'aio-zurich-01');
    const state = await read();
    const own = state.cluster.selfHostedIssuerUrl ?? '';
    expect(own).toMatch(/^https:/);
    const { calls } = runWithStandIns(['bash'], 'script.sh', toBash(toScript(state, 'all')));
    const optionsOf = (words: string) =>
      calls
        .filter((call) => call.join(' ').includes(words))
        .map((call) => call.filter((word) => word.startsWith('--self-hosted-issuer')));
    expect(optionsOf('connectedk8s update')).toEqual([[`--self-hosted-issuer=${own}`]]);
    for (const options of optionsOf('identity assign')) {
      expect(options).toEqual(['--self-hosted-issuer=true']);
    }
  });
});
