// What the extension is made of, for those who have to know: CycloneDX 1.6, as JSON.
//
// The same code gives the same text, byte for byte: no time stamp and no serial number.
import { Contrib, Enums, Models, Serialize, Spec } from '@cyclonedx/cyclonedx-library';
import { PackageURL } from 'packageurl-js';
import parseLicence from 'spdx-expression-parse';

const licences = new Contrib.License.Factories.LicenseFactory(parseLicence);

const purlOf = ({ name, version }) => {
  const [, scope, last] = /^(?:(@[^/]+)\/)?(.+)$/.exec(name);
  return new PackageURL('npm', scope, last, version).toString();
};

/** A lock file has base64, the bill has hexadecimal digits. */
const sha512 = (integrity) =>
  Buffer.from(/^sha512-(.+)$/.exec(integrity)[1], 'base64').toString('hex');

function componentOf(type, { name, version, licence, integrity }) {
  const purl = purlOf({ name, version });
  const component = new Models.Component(type, name, { version, purl, bomRef: purl });
  component.licenses.add(licences.makeFromString(licence));
  if (integrity !== undefined) {
    component.hashes.set(Enums.HashAlgorithm['SHA-512'], sha512(integrity));
  }
  return component;
}

/**
 * @param manifest the extension's package.json
 * @param packages as `bundledPackages` gives them
 * @throws when a licence is no SPDX expression or a checksum is no SHA-512
 */
export function billOfMaterials(manifest, packages) {
  const bill = new Models.Bom();
  const { name, version, license: licence } = manifest;
  const extension = componentOf(Enums.ComponentType.Application, { name, version, licence });
  bill.metadata.component = extension;
  for (const each of packages) {
    const component = componentOf(Enums.ComponentType.Library, each);
    bill.components.add(component);
    extension.dependencies.add(component.bomRef);
  }
  const serializer = new Serialize.JsonSerializer(
    new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6),
  );
  return `${serializer.serialize(bill, { sortLists: true, space: 2 })}\n`;
}
