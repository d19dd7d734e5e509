import { describe, expect, it } from 'vitest';
import { proxyOf } from '../../../src/kubernetes/proxyOf';

const through = (target: string, env: Record<string, string>) =>
  proxyOf(new URL(target), env)?.href;
const HTTPS_PROXY = 'http://proxy.example:3128';
const proxy = 'http://proxy.example:3128/';

describe('the proxy of the environment', () => {
  it.each([
    [{}, undefined],
    [{ HTTPS_PROXY: '' }, undefined],
    [{ HTTPS_PROXY }, proxy],
    [{ https_proxy: HTTPS_PROXY }, proxy],
    [{ HTTPS_PROXY: 'proxy.example:3128' }, proxy],
    [{ HTTPS_PROXY: 'http://[' }, undefined],
    [{ HTTP_PROXY: HTTPS_PROXY }, undefined],
  ])('is that of %j', (env, expected) => {
    expect(through('https://10.0.0.4:6443', env)).toBe(expected);
  });

  it.each([
    'https://127.0.0.1:6443',
    'https://127.8.8.8',
    'https://localhost',
    'https://[::1]:6443',
  ])('is not for this machine itself: %s', (target) => {
    expect(through(target, { HTTPS_PROXY })).toBeUndefined();
  });

  it.each([
    ['https://10.0.0.4:6443', '*', false],
    ['https://10.0.0.4:6443', '10.0.0.4', false],
    ['https://10.0.0.4:6443', '10.0.0.0/8', false],
    ['https://10.0.0.4:6443', '192.168.0.0/16, 10.0.0.0/24', false],
    ['https://10.0.0.4:6443', '192.168.0.0/16', true],
    ['https://10.0.0.4:6443', '10.0.0.0/99', true],
    ['https://[fd00::4]:6443', 'fd00::/8', false],
    ['https://[fd00::4]:6443', '10.0.0.0/8', true],
    ['https://arc.plant.example', 'plant.example', false],
    ['https://plant.example', 'PLANT.example', false],
    ['https://arc.plant.example', '.plant.example', false],
    ['https://arc.plant.example', '*.plant.example', false],
    ['https://plant.example', '.plant.example', true],
    ['https://otherplant.example', 'plant.example', true],
    ['https://plant.example:6443', 'plant.example:6443', false],
    ['https://plant.example', 'plant.example:443', false],
    ['https://plant.example:6443', 'plant.example:443', true],
    ['https://plant.example', ' , ', true],
  ])('for %s with the exceptions “%s”: %s', (target, NO_PROXY, isThrough) => {
    expect(through(target, { HTTPS_PROXY, NO_PROXY }) !== undefined).toBe(isThrough);
  });
});
