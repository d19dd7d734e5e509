import type { JsonObject } from '../../core/model/json';
import type { ArmRequest, WriteResult } from '../provider';

const audiences = ['https://management.core.windows.net/', 'https://management.azure.com/'];

/** The public cloud as newer versions describe it; see `azure cloud list` of the CLI. */
const environment: JsonObject = {
  name: 'AzureCloud',
  portal: 'https://portal.azure.com',
  authentication: {
    loginEndpoint: 'https://login.microsoftonline.com',
    audiences,
    tenant: 'common',
    identityProvider: 'AAD',
  },
  resourceManager: 'https://management.azure.com/',
  microsoftGraphResourceId: 'https://graph.microsoft.com/',
  graph: 'https://graph.windows.net/',
  graphAudience: 'https://graph.windows.net/',
  gallery: 'https://gallery.azure.com/',
  batch: 'https://batch.core.windows.net/',
  media: 'https://rest.media.azure.net',
  logAnalyticsResourceId: 'https://api.loganalytics.io',
  synapseAnalyticsResourceId: 'https://dev.azuresynapse.net',
  suffixes: {
    acrLoginServer: 'azurecr.io',
    keyVaultDns: 'vault.azure.net',
    mhsmDns: 'managedhsm.azure.net',
    sqlServerHostname: 'database.windows.net',
    storage: 'core.windows.net',
  },
};

const beforeLists: JsonObject = {
  galleryEndpoint: 'https://gallery.azure.com/',
  graphEndpoint: 'https://graph.windows.net/',
  portalEndpoint: 'https://portal.azure.com/',
  authentication: { loginEndpoint: 'https://login.windows.net/', audiences },
};

/** From this version on one object: the cloud that is asked. Before it, a list of all clouds. */
const objectSince = '2022-09-01';
const listSince = '2018-05-01';

/** `/metadata/endpoints`: what a client can know of the cloud before it signs in. */
export function cloudMetadata({ apiVersion }: ArmRequest): WriteResult {
  if (apiVersion < listSince) return { status: 200, body: beforeLists };
  if (apiVersion >= objectSince) return { status: 200, body: environment };
  // A list at the top level is no JSON object; the answer is written as it stands.
  return { status: 200, list: [environment] };
}
