import { t } from '@vscode/l10n';
import { apiVersions } from '../../core/apiVersions';
import { parseArmId, resourceGroupId, sameId } from '../../core/model/armId';
import { stringAt } from '../../core/model/json';
import { visible } from '../tree/markdown';
import type { PageOptions, Where } from './resourcePages';
import { pick, type Answer } from './steps';

const subscriptionOf = (instanceId: string): string =>
  `/subscriptions/${parseArmId(instanceId)?.subscriptionId ?? ''}`;

/** The resource group for something new: the instance's is proposed. Its region comes with it. */
export async function askGroupPage(options: PageOptions, chosen?: Where): Promise<Answer<Where>> {
  const { azure, instanceId } = options;
  const id = parseArmId(instanceId);
  const nearest = id ? resourceGroupId(id) : '';
  const active = chosen?.groupId ?? nearest;
  return pick<Where>({
    title: options.title,
    placeholder: options.placeholder,
    step: options.step,
    totalSteps: options.totalSteps,
    isActive: ({ groupId }) => sameId(groupId, active),
    load: async (signal) => {
      const bodies = await azure.arm.list(
        `${subscriptionOf(instanceId)}/resourceGroups`,
        apiVersions.resourceGroups,
        { signal },
      );
      const groups = bodies.flatMap((body) => {
        const groupId = stringAt(body, 'id');
        const name = stringAt(body, 'name');
        const location = stringAt(body, 'location');
        return groupId && name && location ? [{ groupId, name, location }] : [];
      });
      const rank = ({ groupId }: Where): number => (sameId(groupId, nearest) ? 0 : 1);
      return groups
        .sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name))
        .map(({ groupId, name, location }) => ({
          label: `$(folder) ${visible(name)}`,
          description: sameId(groupId, nearest)
            ? t('{0} · of the instance', visible(location))
            : visible(location),
          value: { groupId, location },
        }));
    },
  });
}

/** The region for something new: that of its resource group is proposed. */
export async function askRegionPage(options: PageOptions, where: Where): Promise<Answer<Where>> {
  const { azure, instanceId } = options;
  return pick<Where>({
    title: options.title,
    placeholder: options.placeholder,
    step: options.step,
    totalSteps: options.totalSteps,
    isActive: ({ location }) => location === where.location,
    load: async (signal) => {
      const bodies = await azure.arm.list(
        `${subscriptionOf(instanceId)}/locations`,
        apiVersions.subscriptions,
        { signal },
      );
      const regions = bodies.flatMap((body) => {
        const name = stringAt(body, 'name');
        const isPhysical = stringAt(body, 'metadata', 'regionType') !== 'Logical';
        return name && isPhysical ? [{ name, title: stringAt(body, 'displayName') ?? name }] : [];
      });
      const rank = ({ name }: { readonly name: string }): number =>
        name === where.location ? 0 : 1;
      return regions
        .sort((a, b) => rank(a) - rank(b) || a.title.localeCompare(b.title))
        .map(({ name, title }) => ({
          label: `$(globe) ${visible(title)}`,
          description:
            name === where.location
              ? t('{0} · of the resource group', visible(name))
              : visible(name),
          value: { ...where, location: name },
        }));
    },
  });
}
