import { beforeEach, describe, expect, it } from 'vitest';
import { objectsAt, stringAt } from '../../../src/core/model/json';
import { aTestVault, innerCodeOf, namesIn, vaultName, type TestVault } from './vaultCaller';

const dayMs = 86_400_000;

let vault: TestVault;
beforeEach(() => {
  vault = aTestVault();
});

describe('a secret', () => {
  it('is read by name, with or without a slash, and by version', () => {
    const first = vault.set('Broker-Password', 'one');
    vault.set('broker-password', 'two', { contentType: 'text/plain', tags: { line: '4' } });
    for (const path of ['secrets/broker-password', 'secrets/BROKER-PASSWORD/']) {
      const { status, body } = vault.ask(`GET ${path}`);
      expect(status).toBe(200);
      expect(body).toMatchObject({
        value: 'two',
        contentType: 'text/plain',
        tags: { line: '4' },
        attributes: { enabled: true, recoveryLevel: 'Recoverable+Purgeable', recoverableDays: 90 },
      });
    }
    const id = new URL(stringAt(first.body, 'id') ?? '');
    expect(id.pathname).toMatch(/^\/secrets\/Broker-Password\/[0-9a-f]{32}$/);
    expect(vault.ask(`GET ${id.pathname.slice(1)}`).body['value']).toBe('one');
  });

  it.each([
    ['GET secrets/never-made', 404, 'SecretNotFound'],
    ['GET secrets/kept/00000000000000000000000000000000', 404, 'SecretNotFound'],
    ['GET secrets/never-made/versions', 404, 'SecretNotFound'],
    ['PATCH secrets/never-made', 404, 'SecretNotFound'],
    ['DELETE secrets/never-made', 404, 'SecretNotFound'],
    ['GET deletedsecrets/kept', 404, 'SecretNotFound'],
    ['POST deletedsecrets/kept/recover', 404, 'SecretNotFound'],
    ['POST secrets/kept/backup', 501, 'NotSimulated'],
    ['GET keys', 501, 'NotSimulated'],
    ['GET secrets?maxresults=26', 400, 'BadParameter'],
  ])('answers %s with %i', (target, status, code) => {
    vault.set('kept', 'x');
    const answer = vault.ask(target);
    expect([answer.status, stringAt(answer.body, 'error', 'code')]).toEqual([status, code]);
  });

  it.each([
    ['a name with an underscore', 'a_b', { value: 'x' }],
    ['a name that is too long', 'a'.repeat(128), { value: 'x' }],
    ['no value', 'a', {}],
    ['a value over 25 KB', 'a', { value: 'x'.repeat(25 * 1024 + 1) }],
  ])('cannot be set with %s', (_, name, body) => {
    const answer = vault.ask(`PUT secrets/${name}`, { body });
    expect([answer.status, stringAt(answer.body, 'error', 'code')]).toEqual([400, 'BadParameter']);
    expect(namesIn(vault.ask('GET secrets'))).toEqual([]);
  });

  it('is listed in pages, without its value', () => {
    for (let index = 0; index < 5; index++) vault.set(`secret-${index}`, `value-${index}`);
    const seen: string[] = [];
    let target = 'GET secrets?maxresults=2';
    for (let pages = 1; ; pages++) {
      const answer = vault.ask(target);
      expect(JSON.stringify(answer.body)).not.toContain('value-');
      seen.push(...namesIn(answer));
      const next = stringAt(answer.body, 'nextLink');
      if (next === undefined) {
        expect(pages).toBe(3);
        break;
      }
      const { pathname, searchParams, host } = new URL(next);
      expect(host).toBe(`${vaultName}.vault.azure.net`);
      searchParams.delete('api-version');
      target = `GET ${pathname.slice(1)}?${searchParams.toString()}`;
    }
    expect(seen).toEqual(['secret-0', 'secret-1', 'secret-2', 'secret-3', 'secret-4']);
  });

  it('keeps its versions apart, newest one last', () => {
    vault.set('a', 'one');
    vault.azure.advance(1_000);
    vault.set('a', 'two');
    const listed = objectsAt(vault.ask('GET secrets/a/versions').body, 'value');
    expect(new Set(listed.map((item) => stringAt(item, 'id'))).size).toBe(2);
    expect(listed[1]).toMatchObject({ id: stringAt(vault.ask('GET secrets/a').body, 'id') });
  });

  it('cannot be read while it is disabled, but changed', () => {
    vault.set('a', 'x');
    expect(vault.ask('PATCH secrets/a', { body: { attributes: { enabled: false } } }).status).toBe(
      200,
    );
    const refused = vault.ask('GET secrets/a');
    expect([refused.status, innerCodeOf(refused)]).toEqual([403, 'SecretDisabled']);
    expect(vault.ask('GET secrets').body['value']).toMatchObject([
      { attributes: { enabled: false } },
    ]);
    vault.ask('PATCH secrets/a', { body: { attributes: { enabled: true } } });
    expect(vault.ask('GET secrets/a').body['value']).toBe('x');
  });

  it('can be read when it has expired: the times are for those who use it', () => {
    const nowSeconds = vault.azure.simulator.world.now() / 1_000;
    const attributes = { nbf: nowSeconds + 10, exp: nowSeconds - 10 };
    vault.set('a', 'x', { attributes });
    expect(vault.ask('GET secrets/a').body).toMatchObject({ value: 'x', attributes });
  });
});

describe('a deleted secret', () => {
  it('keeps its name, and comes back with all its versions', () => {
    vault.set('a', 'one');
    vault.set('a', 'two');
    const deleted = vault.ask('DELETE secrets/a');
    expect(deleted.body).toMatchObject({
      recoveryId: `https://${vaultName}.vault.azure.net/deletedsecrets/a`,
      deletedDate: vault.azure.simulator.world.now() / 1_000,
      scheduledPurgeDate: (vault.azure.simulator.world.now() + 90 * dayMs) / 1_000,
    });
    expect(JSON.stringify(deleted.body)).not.toContain('two');
    expect(vault.ask('GET secrets/a').status).toBe(404);
    expect(namesIn(vault.ask('GET secrets'))).toEqual([]);
    expect(namesIn(vault.ask('GET deletedsecrets'))).toEqual(['a']);
    const again = vault.set('a', 'three');
    expect([again.status, innerCodeOf(again)]).toEqual([409, 'ObjectIsDeletedButRecoverable']);
    expect(vault.ask('POST deletedsecrets/a/recover').status).toBe(200);
    vault.azure.advance(20_000);
    expect(vault.ask('GET deletedsecrets/a').status).toBe(404);
    expect(vault.ask('GET secrets/a').body['value']).toBe('two');
    expect(objectsAt(vault.ask('GET secrets/a/versions').body, 'value')).toHaveLength(2);
  });

  it('is back some seconds after it was recovered, and till then neither found nor set', () => {
    vault.set('a', 'one');
    vault.ask('DELETE secrets/a');
    const answer = vault.ask('POST deletedsecrets/a/recover');
    expect(JSON.stringify(answer.body)).not.toContain('one');
    expect(answer.body).toMatchObject({ attributes: { enabled: true } });
    vault.azure.advance(4_000);
    for (const target of ['GET secrets/a', 'GET secrets/a/versions', 'PATCH secrets/a']) {
      expect(vault.ask(target).status).toBe(404);
    }
    expect(namesIn(vault.ask('GET secrets'))).toEqual([]);
    for (const refused of [
      vault.set('a', 'two'),
      vault.ask('POST deletedsecrets/a/recover'),
      vault.ask('DELETE deletedsecrets/a'),
    ]) {
      expect([refused.status, innerCodeOf(refused)]).toEqual([409, 'ObjectIsBeingRecovered']);
    }
    vault.azure.advance(16_000);
    expect(namesIn(vault.ask('GET secrets'))).toEqual(['a']);
    expect(vault.set('a', 'two').status).toBe(200);
  });

  it('is gone when it is purged, and another one begins anew', () => {
    const before = vault.set('a', 'one');
    vault.ask('DELETE secrets/a');
    const refused = vault.ask('DELETE deletedsecrets/a', { who: 'vaultReader' });
    expect([refused.status, innerCodeOf(refused)]).toEqual([403, 'ForbiddenByRbac']);
    expect(vault.ask('DELETE deletedsecrets/a').status).toBe(204);
    expect(vault.ask('GET deletedsecrets/a').status).toBe(404);
    const after = vault.set('a', 'two');
    expect(after.status).toBe(200);
    expect(stringAt(after.body, 'id')).not.toBe(stringAt(before.body, 'id'));
  });

  it('cannot be purged from a vault with purge protection', () => {
    vault.change({ enablePurgeProtection: true });
    expect(vault.set('a', 'x').body).toMatchObject({
      attributes: { recoveryLevel: 'Recoverable' },
    });
    vault.ask('DELETE secrets/a');
    const purge = vault.ask('DELETE deletedsecrets/a');
    expect([purge.status, innerCodeOf(purge)]).toEqual([403, 'ForbiddenByPolicy']);
  });

  it('is gone when the retention of the vault is over', () => {
    vault.set('a', 'x');
    vault.ask('DELETE secrets/a');
    vault.azure.advance(90 * dayMs - 1);
    expect(vault.ask('GET deletedsecrets/a').status).toBe(200);
    vault.azure.advance(1);
    expect(vault.ask('GET deletedsecrets/a').status).toBe(404);
    expect(vault.set('a', 'y').status).toBe(200);
  });

  it('has the retention of its vault', () => {
    const path = `${vault.azure.groupId}/providers/Microsoft.KeyVault/vaults/kv-short-lived`;
    const made = vault.azure.call(`PUT ${path}?api-version=2026-02-01`, {
      body: {
        location: 'westeurope',
        properties: {
          tenantId: vault.azure.tenantId,
          sku: { family: 'A', name: 'standard' },
          enableRbacAuthorization: true,
          softDeleteRetentionInDays: 7,
        },
      },
    });
    expect(made.status).toBeLessThan(300);
    vault.azure.advance(60_000);
    const options = { vault: 'kv-short-lived' };
    expect(vault.ask('PUT secrets/a', { ...options, body: { value: 'x' } }).body).toMatchObject({
      attributes: { recoveryLevel: 'CustomizedRecoverable+Purgeable', recoverableDays: 7 },
    });
    vault.ask('DELETE secrets/a', options);
    vault.azure.advance(7 * dayMs);
    expect(vault.ask('GET deletedsecrets/a', options).status).toBe(404);
  });
});

it('keeps values of secrets out of what it notes', () => {
  vault.set('a', 'hunter2');
  vault.ask('GET secrets/a');
  expect(JSON.stringify(vault.azure.simulator.exchanges)).not.toContain('hunter2');
});
