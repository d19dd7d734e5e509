import { describe, expect, it } from 'vitest';
import { parseHost } from '../../../../src/core/ssh/parseHost';
import { hostileNames } from '../../../fakes/hostileNames';

describe('a host that is typed', () => {
  it.each([
    ['plant-1', { name: 'plant-1' }],
    ['  plant_1.corp.example. ', { name: 'plant_1.corp.example.' }],
    ['iot@10.0.0.5', { name: '10.0.0.5', user: 'iot' }],
    ['anna@corp.example@plant-1', { name: 'plant-1', user: 'anna@corp.example' }],
    ['[fe80::1%eth0]', { name: 'fe80::1%eth0' }],
    ['iot@2001:db8::5', { name: '2001:db8::5', user: 'iot' }],
    ['ssh://plant-1', { name: 'plant-1' }],
    ['SSH://iot@plant-1:2222/', { name: 'plant-1', user: 'iot', port: 2222 }],
    ['ssh://iot@[2001:db8::5]:22', { name: '2001:db8::5', user: 'iot', port: 22 }],
    ['ssh://plant-1:65535', { name: 'plant-1', port: 65_535 }],
  ])('%s is understood', (typed, host) => {
    expect(parseHost(typed)).toEqual({ host });
  });

  it.each([
    ['', /^Type a host: /],
    [' ', /^Type a host: /],
    ['-oProxyCommand=id', /does not begin with a hyphen/],
    ['iot@-oProxyCommand=id', /“-oProxyCommand=id” is no host name/],
    ['-iot@plant-1', /does not begin with a hyphen/],
    ['ssh://-iot@plant-1', /“-iot” is no user name/],
    ['ssh iot@plant-1', /the host alone/],
    ['https://plant-1', /not by https:/],
    ['ssh://plant-1/home', /Leave out what follows/],
    ['plant-1/home', /Leave out what follows/],
    ['CORP\\anna@plant-1', /Leave out what follows/],
    ['ssh://plant-1?x=1', /Leave out what follows/],
    ['iot:secret@plant-1', /Leave out the password/],
    ['@plant-1', /“” is no user name/],
    ['i;id@plant-1', /“i;id” is no user name/],
    ['plant-1:2222', /^Write ssh:\/\/plant-1:2222 to name a port/],
    ['ssh://plant-1:', /number from 1 to 65535/],
    ['ssh://plant-1:0', /number from 1 to 65535/],
    ['ssh://plant-1:65536', /number from 1 to 65535/],
    ['ssh://plant-1:2e3', /number from 1 to 65535/],
    ['10.0.0', /no IPv4 address/],
    ['10.0.0.256', /no IPv4 address/],
    ['[10.0.0.5]', /no IPv6 address/],
    ['[fe80::g]', /no IPv6 address/],
    ['fe80::1::2', /no IPv6 address/],
    ['[fe80::1', /no IPv6 address/],
    ['plant..1', /no host name/],
    ['plant-', /no host name/],
    ['$(id)', /no host name/],
    ['plänt', /no host name/],
    ['a'.repeat(64), /no host name/],
    ['a'.repeat(1_000_000), /Too long/],
  ])('%s is refused, with the reason', (typed, because) => {
    const parsed = parseHost(typed);
    expect('problem' in parsed ? parsed.problem : parsed.host).toMatch(because);
  });

  it('has nothing in it that a shell, ssh or scp would take otherwise', () => {
    const texts = hostileNames.flatMap((text) => [text, `iot@${text}`, `${text}@plant-1`]);
    for (const text of texts) {
      const parsed = parseHost(text);
      if ('problem' in parsed) continue;
      const { name, user = 'x' } = parsed.host;
      expect(name).toMatch(/^[\w.:][\w.:%-]*$/);
      expect(user).toMatch(/^\w[\w.@+-]*$/);
    }
  });
});
