import { t } from '@vscode/l10n';
import { apiVersions } from '../apiVersions';
import { UserFacingError } from '../errors';
import {
  idKey,
  parseArmIdOf,
  resourceGroupId,
  resourceTypes,
  sameId,
  type ArmId,
} from '../model/armId';
import { absent, known, unknown, valueOf, type Fact } from '../model/fact';
import { stringAt, type JsonObject } from '../model/json';
import type { Azure, Clock, FederatedCredential, ManagedIdentity, RequestContext } from '../ports';
import { awaitRounds } from './awaitRounds';
import { readChain } from './chainReadings';
import { currentClass } from './currentClass';
import { readDataflowEndpoints, type DataflowEndpoint } from './dataflowEndpoints';
import { countUnseenGrants } from './grants';
import type { Reader } from './neighbours';
import { indexedIdentity, indexedLocation, locationQuery, type IndexedRows } from './indexed';
import type {
  CloudIdentity,
  Cluster,
  ClusterExtension,
  CustomLocation,
  Instance,
  Observation,
  ProviderClass,
  ResolvedIssuer,
  Target,
} from './observation';
import {
  toCluster,
  toCustomLocation,
  toExtension,
  toInstance,
  toProviderClass,
  toSecretSync,
} from './parse';
import { readFact } from './readFact';
import { readSubscription, type Subscription } from './readSubscription';
import { findReferences, type References } from './references';
import { publishedIssuer, resolveIssuer } from './resolveIssuer';
import {
  readRoles,
  readVault,
  verifyVault,
  type VaultReadings,
  type VaultUse,
} from './vaultReadings';

const arm = 'ARM';
const index = 'Resource Graph';
const discovery = 'discovery document';

/** What could not even be asked for, because what names it is missing. */
const unnamed = <T>(what: string): Fact<T> => unknown(arm, what);

/**
 * What is read and how: for a plan everything that decides, by its id; for a verification also secrets,
 * endpoints and grants, with as few requests as there can be: what the index shows to be well is
 * believed where being a minute late does no harm, and what it would break a link by is read again.
 */
export type Purpose = 'plan' | 'verify';

class Observer implements Reader {
  private readonly listed = new Map<string, Promise<Fact<readonly FederatedCredential[]>>>();

  constructor(
    readonly azure: Azure,
    readonly clock: Clock,
    readonly context: RequestContext,
  ) {}

  private fact<T>(source: string, read: () => Promise<T | undefined>): Promise<Fact<T>> {
    return readFact(this.clock, this.context, source, read);
  }

  private resource<T>(
    id: string,
    apiVersion: string,
    parse: (body: JsonObject) => T | undefined,
  ): Promise<Fact<T>> {
    return this.fact(arm, async () => {
      const body = await this.azure.arm.find(id, apiVersion, this.context);
      if (body === undefined) return undefined;
      const parsed = parse(body);
      if (parsed === undefined) throw new Error(t('the answer lacks required properties'));
      return parsed;
    });
  }

  private collection<T>(
    path: string,
    apiVersion: string,
    parse: (body: JsonObject) => T | undefined,
  ): Promise<Fact<readonly T[]>> {
    return this.fact(arm, async () => {
      const bodies = await this.azure.arm.list(path, apiVersion, this.context);
      return bodies.flatMap((body) => parse(body) ?? []);
    });
  }

  instance(id: ArmId): Promise<Fact<Instance>> {
    return this.resource(id.id, apiVersions.iotOperations, toInstance);
  }

  /** By its id; for a verification from the index, if that knows it. */
  async customLocation(
    instance: Promise<Fact<Instance>>,
    rows: Promise<Fact<IndexedRows>> | undefined,
  ): Promise<Fact<CustomLocation>> {
    const id = valueOf(await instance)?.customLocationId;
    if (id === undefined) return unnamed(t('the instance could not be read'));
    const found = await rows;
    const indexed = found?.kind === 'known' ? indexedLocation(found.value, id) : undefined;
    if (indexed && found?.kind === 'known') return known(indexed, index, found.readAtMs);
    return this.resource(id, apiVersions.customLocation, toCustomLocation);
  }

  async cluster(location: Promise<Fact<CustomLocation>>): Promise<Fact<Cluster>> {
    const id = valueOf(await location)?.clusterId;
    if (id === undefined) return unnamed(t('the custom location could not be read'));
    return this.resource(id, apiVersions.cluster, toCluster);
  }

  async extensions(
    location: Promise<Fact<CustomLocation>>,
  ): Promise<Fact<readonly ClusterExtension[]>> {
    const id = valueOf(await location)?.clusterId;
    if (id === undefined) return unnamed(t('the custom location could not be read'));
    return this.collection(
      `${id}/providers/Microsoft.KubernetesConfiguration/extensions`,
      apiVersions.extensions,
      toExtension,
    );
  }

  async issuer(cluster: Promise<Fact<Cluster>>): Promise<Fact<ResolvedIssuer>> {
    const found = valueOf(await cluster);
    if (!found) return unknown(discovery, t('the cluster could not be read'));
    const published = publishedIssuer(found);
    if (published === undefined) return absent(arm, this.clock.now());
    const context = { ...this.context, clusterId: found.id };
    return this.fact(discovery, () => resolveIssuer(this.azure.issuers, published, context));
  }

  /**
   * Everything of one SecretSyncController type on the instance's custom location. The resource group
   * of the instance is listed (fresh); Resource Graph only tells what lies elsewhere, which is then
   * read by id.
   */
  async onLocation<T extends { readonly id: string; readonly customLocationId: string }>(
    id: ArmId,
    type: string,
    parse: (body: JsonObject) => T | undefined,
    elsewhere: Promise<readonly string[]>,
    instance: Promise<Fact<Instance>>,
  ): Promise<Fact<readonly T[]>> {
    const [listed, ids, owner] = await Promise.all([
      this.collection(`${resourceGroupId(id)}/providers/${type}`, apiVersions.secretSync, parse),
      elsewhere,
      instance,
    ]);
    const location = valueOf(owner)?.customLocationId;
    if (listed.kind !== 'known' || location === undefined) return listed;
    const have = new Set(listed.value.map((item) => idKey(item.id)));
    const missing = ids.filter(
      (other) => !have.has(idKey(other)) && parseArmIdOf(type, other) !== undefined,
    );
    const more = await Promise.all(
      missing.map((other) => this.resource(other, apiVersions.secretSync, parse)),
    );
    // What may be there and cannot be read is not absent.
    const unread = more.find((fact) => fact.kind === 'unknown');
    if (unread) return unread;
    const all = [...listed.value, ...more.flatMap((fact) => valueOf(fact) ?? [])];
    return known(
      all.filter((item) => sameId(item.customLocationId, location)),
      arm,
      listed.readAtMs,
    );
  }

  /** What the index knows of the custom location, of what is on it, and of what is beside it. */
  async indexed(
    instance: Promise<Fact<Instance>>,
    endpoints?: Promise<Fact<readonly DataflowEndpoint[]>>,
  ): Promise<Fact<IndexedRows>> {
    const found = valueOf(await instance);
    if (!found) return unnamed(t('the instance could not be read'));
    const read = endpoints && valueOf(await endpoints);
    const beside = {
      identityIds: found.userAssignedIdentities.map(({ id }) => id),
      hosts: (read ?? []).flatMap(({ clientId, host }) =>
        clientId === undefined ? [] : (host ?? []),
      ),
    };
    return this.fact(index, () =>
      this.azure.graph.query(
        endpoints
          ? locationQuery(found.customLocationId, beside)
          : locationQuery(found.customLocationId),
        this.context,
      ),
    );
  }

  /** Ids of what may lie outside of the instance's resource group. */
  async elsewhere(
    instance: Promise<Fact<Instance>>,
    rows: Promise<Fact<IndexedRows>>,
  ): Promise<readonly string[]> {
    const ids = (valueOf(await rows) ?? []).flatMap((row) => stringAt(row, 'id') ?? []);
    const defaultId = valueOf(await instance)?.defaultClassId;
    return defaultId === undefined ? ids : [...ids, defaultId];
  }

  async references(
    target: Target,
    instance: Promise<Fact<Instance>>,
    classes: Promise<Fact<readonly ProviderClass[]>>,
    rows: Promise<Fact<IndexedRows>>,
  ): Promise<References> {
    return findReferences(target, {
      instance: await instance,
      classes: await classes,
      rows: valueOf(await rows) ?? [],
      query: (kql) => this.fact(index, () => this.azure.graph.query(kql, this.context)),
      nowMs: this.clock.now(),
    });
  }

  /** One list of each identity, even where it serves both. */
  credentials(identityId: string): Promise<Fact<readonly FederatedCredential[]>> {
    const key = idKey(identityId);
    const listed =
      this.listed.get(key) ??
      this.fact(arm, () => this.azure.identities.listCredentials(identityId, this.context));
    this.listed.set(key, listed);
    return listed;
  }

  private identity(id: string): Promise<Fact<ManagedIdentity>> {
    return this.fact(arm, () => this.azure.identities.find(id, this.context));
  }

  /**
   * By its id; for a verification from the index, as long as nothing speaks against it: its credentials
   * are there, and its client id is the one that is looked for. So nothing is called gone or another
   * one because the index is late.
   */
  private async known(
    id: string,
    credentials: Promise<Fact<unknown>>,
    clientId: string | undefined,
    rows: Promise<Fact<IndexedRows>> | undefined,
  ): Promise<Fact<ManagedIdentity>> {
    const [found, held] = await Promise.all([rows, credentials]);
    if (found?.kind !== 'known' || held.kind !== 'known') return this.identity(id);
    const indexed = indexedIdentity(found.value, id);
    return indexed && (clientId === undefined || sameId(indexed.clientId, clientId))
      ? known(indexed, index, found.readAtMs)
      : this.identity(id);
  }

  /** One identity with its credentials, which are always read freshly. */
  async holder(
    id: string,
    clientId: string | undefined,
    rows: Promise<Fact<IndexedRows>> | undefined,
  ): Promise<Pick<CloudIdentity, 'identity' | 'credentials'>> {
    const credentials = this.credentials(id);
    const [identity, held] = await Promise.all([
      rows ? this.known(id, credentials, clientId, rows) : this.identity(id),
      credentials,
    ]);
    return { identity, credentials: held };
  }

  /** The identities of the instance's map, each with its credentials, and the chosen one. */
  async cloudIdentities(
    chosenId: string | undefined,
    instance: Promise<Fact<Instance>>,
    rows: Promise<Fact<IndexedRows>> | undefined,
  ): Promise<Fact<readonly CloudIdentity[]>> {
    const found = await instance;
    if (found.kind !== 'known')
      return found.kind === 'absent' ? found : unknown(arm, found.because);
    const map = found.value.userAssignedIdentities;
    const chosen =
      chosenId !== undefined && !map.some(({ id }) => sameId(id, chosenId))
        ? [{ id: chosenId, clientId: undefined, isAssigned: false }]
        : [];
    const all = [...map.map((each) => ({ ...each, isAssigned: true })), ...chosen];
    return known(
      await Promise.all(
        all.map(async ({ id, clientId, isAssigned }) => ({
          id,
          isAssigned,
          mappedClientId: clientId,
          ...(await this.holder(id, clientId, rows)),
        })),
      ),
      arm,
      this.clock.now(),
    );
  }

  /** The vault, the roles of the identity there and, for a verification, its secrets. */
  async vault(
    { tenantId }: Target,
    references: Promise<References>,
    holder: VaultUse['holder'],
    instance: Promise<Fact<Instance>>,
    rows: Promise<Fact<IndexedRows>>,
    endpoints: Promise<Fact<readonly DataflowEndpoint[]>> | undefined,
  ): Promise<VaultReadings> {
    const [{ vaultId, identityId }, owner] = await Promise.all([references, instance]);
    if (vaultId.kind !== 'known') {
      return {
        vault: vaultId,
        roleAssignments: unnamed(t('vault or identity could not be read')),
        secrets: unnamed(t('the vault could not be read')),
      };
    }
    if (endpoints === undefined) {
      const [vault, roleAssignments] = await Promise.all([
        readVault(this, vaultId.value),
        readRoles(this, { vaultId: vaultId.value, holder }),
      ]);
      return { vault, roleAssignments, secrets: unnamed(t('not asked for')) };
    }
    const ownId = valueOf(identityId);
    const cloudIds = (valueOf(owner)?.userAssignedIdentities ?? []).map(({ id }) => id);
    const [used, indexed] = await Promise.all([endpoints, rows]);
    const cloudRequests =
      cloudIds.filter((id) => !sameId(id, ownId ?? '')).length +
      countUnseenGrants(cloudIds, used, indexed);
    const use = { tenantId, vaultId: vaultId.value, identityId: ownId, holder, cloudRequests };
    return verifyVault(this, use, indexed);
  }

  async observe(target: Target, id: ArmId, purpose: Purpose): Promise<Observation> {
    const startedAtMs = this.clock.now();
    const isVerifying = purpose === 'verify';
    const instance = this.instance(id);
    const endpoints = isVerifying ? readDataflowEndpoints(this, id.id) : undefined;
    const rows = this.indexed(instance, endpoints);
    const believed = isVerifying ? rows : undefined;
    const location = this.customLocation(instance, believed);
    const cluster = this.cluster(location);
    const indexed = this.elsewhere(instance, rows);
    const classes = this.onLocation(
      id,
      resourceTypes.providerClass,
      toProviderClass,
      indexed,
      instance,
    );
    const syncs = this.onLocation(id, resourceTypes.secretSync, toSecretSync, indexed, instance);
    const references = this.references(target, instance, classes, rows);

    const holder = Promise.all([references, instance, classes]).then(
      ([{ identityId }, owner, found]) =>
        identityId.kind === 'known'
          ? this.holder(
              identityId.value,
              currentClass(valueOf(owner), valueOf(found) ?? [])?.clientId,
              believed,
            )
          : {
              identity: identityId,
              credentials:
                identityId.kind === 'unknown'
                  ? identityId
                  : unnamed<readonly FederatedCredential[]>(t('no managed identity is named')),
            },
    );
    const vault = this.vault(target, references, holder, instance, rows, endpoints);

    const cloudIdentities = this.cloudIdentities(target.cloudIdentityId, instance, believed);
    const chain = endpoints
      ? readChain(this, { id, instance, classes, vault, cloudIdentities, endpoints, rows })
      : undefined;

    // One wait for all, so that a cancellation in any of them leaves none without a handler.
    const [subscription, ...facts] = await Promise.all([
      isVerifying
        ? unknown<Subscription>(arm, t('not needed for a verification'))
        : readSubscription(this, id.subscriptionId),
      instance,
      location,
      cluster,
      this.issuer(cluster),
      this.extensions(location),
      classes,
      syncs,
      vault,
      holder,
      cloudIdentities,
      chain,
    ]);
    return awaitRounds({
      target,
      ...(this.azure.sovereignCloud === undefined
        ? {}
        : { sovereignCloud: this.azure.sovereignCloud }),
      startedAtMs,
      endedAtMs: this.clock.now(),
      subscription,
      instance: facts[0],
      customLocation: facts[1],
      cluster: facts[2],
      issuer: facts[3],
      extensions: facts[4],
      providerClasses: facts[5],
      secretSyncs: facts[6],
      vault: facts[7].vault,
      roleAssignments: facts[7].roleAssignments,
      ...facts[8],
      cloudIdentities: facts[9],
      ...(facts[10] ? { chain: facts[10] } : {}),
    });
  }
}

/**
 * Reads everything that matters for one instance, side by side, without writing anything. What cannot
 * be read is "unknown, because …" in the result.
 *
 * @throws {UserFacingError} the id is not that of an Azure IoT Operations instance
 */
export async function observe(
  azure: Azure,
  clock: Clock,
  target: Target,
  context: RequestContext,
  purpose: Purpose = 'plan',
): Promise<Observation> {
  const id = parseArmIdOf(resourceTypes.instance, target.instanceId);
  if (!id) {
    throw new UserFacingError(
      t('“{0}” is not the resource id of an Azure IoT Operations instance.', target.instanceId),
    );
  }
  return new Observer(azure, clock, context).observe(target, id, purpose);
}
