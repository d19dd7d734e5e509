import { t } from '@vscode/l10n';
import type { ManagedServiceIdentityClient } from '@azure/arm-msi';
import { apiVersions } from '../core/apiVersions';
import { newIdentityBody } from '../core/model/creationBodies';
import { ArmError } from '../core/errors';
import { idKey, resourceTypes } from '../core/model/armId';
import type {
  ArmClient,
  Clock,
  CredentialContent,
  FederatedCredential,
  Identities,
  ManagedIdentity,
  RequestContext,
} from '../core/ports';
import type { CloudEndpoints } from './clouds';
import { createMissing } from './createMissing';
import type { Pipeline } from './pipeline';
import type { SendContext } from './sendContext';
import { callSdk, getArmId, noCredential, sdkOptions, bare } from './sdkClients';
import { requiredText, textOr, texts } from './sdkValues';
import { isAbsence } from './wireErrors';
import { WriteQueue } from './writeQueue';

/** What one identity answers when somebody else writes one of its credentials at the same time. */
const concurrentWrites = 'concurrentfederatedidentitycredentialswritesforsinglemanagedidentity';
const mostWriteTries = 6;
const firstWriteDelayMs = 1_000;
/** An identity holds 20 credentials; the list has an end, whatever its links say. */
const mostPages = 50;

export interface IdentitiesOptions {
  readonly pipeline: Pipeline;
  readonly cloud: CloudEndpoints;
  readonly clock: Clock;
  readonly random: () => number;
  /** Creates identities. */
  readonly arm: ArmClient;
}

/** Managed identities by `@azure/arm-msi`, which is loaded when it is first needed. */
export function createIdentities(options: IdentitiesOptions): Identities {
  const { pipeline, cloud, clock, random, arm } = options;
  const writes = new WriteQueue();

  async function clientFor(subscriptionId: string, context: SendContext) {
    const { ManagedServiceIdentityClient } = await import('./sdkIdentities');
    return bare(
      new ManagedServiceIdentityClient(
        noCredential,
        subscriptionId,
        sdkOptions(pipeline, cloud, context),
      ),
    );
  }

  async function find(id: string, context: RequestContext) {
    const { subscriptionId, resourceGroup, name } = getArmId(resourceTypes.identity, id);
    const client = await clientFor(subscriptionId, context);
    try {
      return await callSdk(
        async () => toIdentity(await client.userAssignedIdentities.get(resourceGroup, name)),
        context,
      );
    } catch (error) {
      if (isAbsence(error)) return undefined;
      throw error;
    }
  }

  async function listCredentials(identityId: string, context: RequestContext) {
    const { subscriptionId, resourceGroup, name } = getArmId(resourceTypes.identity, identityId);
    const client = await clientFor(subscriptionId, context);
    return callSdk(async () => {
      const found: FederatedCredential[] = [];
      let pages = 0;
      for await (const page of client.federatedIdentityCredentials
        .list(resourceGroup, name)
        .byPage()) {
        if (++pages > mostPages) throw new RangeError('The list has no end.');
        found.push(...page.filter(isPresent).map(toCredential));
      }
      return found;
    }, context);
  }

  async function putCredential(
    identityId: string,
    name: string,
    credential: CredentialContent,
    context: RequestContext,
  ) {
    const identity = getArmId(resourceTypes.identity, identityId);
    const client = await clientFor(identity.subscriptionId, { ...context, isSentOnce: true });
    return callSdk(
      async () =>
        toCredential(
          await client.federatedIdentityCredentials.createOrUpdate(
            identity.resourceGroup,
            identity.name,
            name,
            { ...credential, audiences: [...credential.audiences] },
          ),
        ),
      context,
    );
  }

  const inTurn: Identities['inTurn'] = (identityId, { signal }, work) =>
    writes.run(idKey(identityId), signal, work);

  async function create(id: string, location: string, context: RequestContext) {
    const created = await createMissing(
      {
        clock,
        find: () => find(id, context),
        isReady: () => true,
        // Not by the SDK: it leaves `properties` out when nothing is in them.
        write: () => arm.replace(id, apiVersions.identity, newIdentityBody(location), context),
      },
      context,
    );
    if (created) return created;
    throw new ArmError('notFound', t('The identity was created but cannot be read: {0}', id));
  }

  async function remove(id: string, context: RequestContext) {
    const { subscriptionId, resourceGroup, name } = getArmId(resourceTypes.identity, id);
    const client = await clientFor(subscriptionId, context);
    await unlessGone(() =>
      callSdk(() => client.userAssignedIdentities.delete(resourceGroup, name), context),
    );
  }

  async function deleteCredential(identityId: string, name: string, context: RequestContext) {
    const identity = getArmId(resourceTypes.identity, identityId);
    const client = await clientFor(identity.subscriptionId, context);
    const remove = () =>
      callSdk(
        () =>
          client.federatedIdentityCredentials.delete(identity.resourceGroup, identity.name, name),
        context,
      );
    await inTurn(identityId, context, () => unlessGone(() => persistently(remove, context)));
  }

  /** Our own writes wait in the queue; a portal or a script elsewhere does not. */
  async function persistently(write: () => Promise<void>, context: RequestContext): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        await write();
        return;
      } catch (error) {
        if (tries === mostWriteTries || !isConcurrentWrite(error)) throw error;
        const delayMs = firstWriteDelayMs * 2 ** (tries - 1);
        await clock.sleep(Math.round(delayMs * (0.5 + random())), context.signal);
      }
    }
  }

  return {
    find,
    create,
    delete: remove,
    listCredentials,
    inTurn,
    putCredential,
    deleteCredential,
  };
}

async function unlessGone(remove: () => Promise<void>): Promise<void> {
  try {
    await remove();
  } catch (error) {
    if (!isAbsence(error)) throw error;
  }
}

const isConcurrentWrite = (error: unknown): boolean =>
  ArmError.is(error, 'conflict') && error.details.code?.toLowerCase() === concurrentWrites;

type SdkIdentity = Awaited<
  ReturnType<ManagedServiceIdentityClient['userAssignedIdentities']['get']>
>;
type SdkCredential = Awaited<
  ReturnType<ManagedServiceIdentityClient['federatedIdentityCredentials']['get']>
>;

/** The SDK lets nulls in a list through, whatever its types say. */
const isPresent = <T>(value: T | null | undefined): value is T =>
  value !== null && value !== undefined;

function toIdentity(identity: SdkIdentity): ManagedIdentity {
  return {
    id: requiredText(identity.id),
    name: requiredText(identity.name),
    location: requiredText(identity.location),
    tenantId: requiredText(identity.tenantId),
    clientId: requiredText(identity.clientId),
    principalId: requiredText(identity.principalId),
  };
}

/** Some credentials have an expression in place of a subject: they match none of ours, but count. */
function toCredential(credential: SdkCredential): FederatedCredential {
  return {
    id: requiredText(credential.id),
    name: requiredText(credential.name),
    issuer: textOr('', credential.issuer),
    subject: textOr('', credential.subject),
    audiences: texts(credential.audiences),
  };
}
