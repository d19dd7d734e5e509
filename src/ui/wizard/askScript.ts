import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { NodeOf } from '../../core/model/node';
import type { Observation } from '../../core/observe/observation';
import type { EnableAllTools } from '../../core/plans/enableAll';
import type { Cloud } from '../../core/ports';
import { presentChoices } from '../../core/discover/presentChoices';
import { readScriptState } from '../../core/script/readScriptState';
import type { ScriptScope } from '../../core/script/scope';
import { toBash } from '../../core/script/toBash';
import { toPowerShell } from '../../core/script/toPowerShell';
import { toScript } from '../../core/script/toScript';
import { visible } from '../tree/markdown';
import { askOwnIssuerOf } from './askClusterIdentity';
import { resourceQuestions, toCreations, type ChosenResources } from './resourceQuestions';
import { askAll, into, pick, type WizardStep } from './steps';

/** Bash and PowerShell, by the ids that editors have for their languages. */
type ScriptLanguage = 'shellscript' | 'powershell';

interface State extends ChosenResources {
  readonly language?: ScriptLanguage;
  readonly scope?: ScriptScope;
}

export interface ScriptQuestion {
  readonly cloud: Cloud;
  readonly instance: NodeOf<'instance'>;
  /** As it was last read: what it has is chosen to begin with. */
  readonly seen: Observation;
  readonly tools: Omit<EnableAllTools, 'azure' | 'clock'>;
}

const title = (): string => t('Export as Script');

const totalSteps = 5;

const askLanguage: WizardStep<State> = async (state) =>
  into(
    await pick<ScriptLanguage>({
      title: title(),
      placeholder: t('For which shell?'),
      step: 1,
      totalSteps,
      isActive: (value) => value === state.language,
      load: () =>
        Promise.resolve([
          {
            label: 'Bash',
            description: t('Linux, macOS, WSL, Azure Cloud Shell'),
            value: 'shellscript',
          },
          {
            label: 'PowerShell',
            description: t('Windows PowerShell 5.1, PowerShell 7'),
            value: 'powershell',
          },
        ]),
    }),
    (language) => ({ ...state, language }),
  );

const askScope =
  (name: string): WizardStep<State> =>
  async (state) =>
    into(
      await pick<ScriptScope>({
        title: title(),
        placeholder: t('Which steps of {0}?', visible(name)),
        step: 2,
        totalSteps,
        isActive: (value) => value === state.scope,
        load: () =>
          Promise.resolve([
            {
              label: t('The steps that are left'),
              description: t('what is done already is left out, and named'),
              value: 'remaining',
            },
            {
              label: t('All steps'),
              description: t('to read, or to keep; what is there already stays'),
              value: 'all',
            },
          ]),
      }),
      (scope) => ({ ...state, scope }),
    );

/**
 * Asks for the shell, the steps, the vault and both identities, and writes the script. Undefined when
 * dismissed.
 *
 * @throws {UserFacingError} the instance or its cluster cannot be read
 */
export async function askScript({
  cloud,
  instance,
  seen,
  tools,
}: ScriptQuestion): Promise<
  { readonly language: ScriptLanguage; readonly content: string } | undefined
> {
  const { id: instanceId, tenantId } = instance;
  const azure = cloud.azure(tenantId);
  const end = await askAll<State>({}, [
    askLanguage,
    askScope(instance.name),
    ...resourceQuestions<State>({
      title: title(),
      firstStep: 3,
      totalSteps,
      azure,
      instance,
      present: presentChoices(seen),
    }),
  ]);
  if (!end?.language || !end.scope || !end.vault || !end.identity || !end.cloudIdentity) {
    return undefined;
  }
  const issuer = await askOwnIssuerOf(cloud, instance, title());
  if (!issuer) return undefined;
  const target = {
    tenantId,
    instanceId,
    vaultId: end.vault.id,
    identityId: end.identity.id,
    cloudIdentityId: end.cloudIdentity.id,
    usages: ['dataflow', 'schemaRegistry'],
    creations: toCreations(end),
    isOfficerWanted: true,
    ...issuer,
  } as const;
  const state = await vscode.window.withProgress(
    { location: { viewId: 'aioSecureSettings.clusters' } },
    () =>
      readScriptState({ ...tools, azure, clock: cloud.clock }, target, {
        signal: new AbortController().signal,
      }),
  );
  const script = toScript(
    state,
    end.scope,
    cloud.isSimulated ? [t('Made from simulated Azure: what it names exists nowhere else.')] : [],
  );
  return {
    language: end.language,
    content: end.language === 'powershell' ? toPowerShell(script) : toBash(script),
  };
}
