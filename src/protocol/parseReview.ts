import {
  isWriteNumber,
  reviewedPermissions,
  type ReviewView,
  type ReviewWriteView,
} from './review';
import { flag, listOf, oneOf, properties, ShapeError, text, type Reader } from './shape';

const permissionState = oneOf(...reviewedPermissions);

const writeNumber: Reader<number> = (value) => {
  if (!isWriteNumber(value)) throw new ShapeError('Expected the number of a write.');
  return value;
};

const change: Reader<NonNullable<ReviewWriteView['change']>> = (value) => {
  const from = properties(value);
  return { now: from.get('now', text), then: from.get('then', text) };
};

const property: Reader<ReviewWriteView['properties'][number]> = (value) => {
  const from = properties(value);
  return {
    name: from.get('name', text),
    ...from.optional('before', text),
    ...from.optional('after', text),
  };
};

const lack: Reader<ReviewWriteView['lacks'][number]> = (value) => {
  const from = properties(value);
  return { permission: from.get('permission', permissionState), words: from.get('words', text) };
};

const write: Reader<ReviewWriteView> = (value) => {
  const from = properties(value);
  return {
    title: from.get('title', text),
    detail: from.get('detail', text),
    isDeletion: from.get('isDeletion', flag),
    request: from.get('request', text),
    ...from.optional('change', change),
    properties: from.get('properties', listOf(property)),
    ...from.optional('quota', text),
    lacks: from.get('lacks', listOf(lack)),
    ...from.optional('number', writeNumber),
  };
};

const round: Reader<ReviewView['rounds'][number]> = (value) => {
  const from = properties(value);
  return { heading: from.get('heading', text), writes: from.get('writes', listOf(write)) };
};

const permission: Reader<ReviewView['permissions'][number]> = (value) => {
  const from = properties(value);
  return {
    action: from.get('action', text),
    permission: from.get('permission', permissionState),
    words: from.get('words', text),
    where: from.get('where', text),
  };
};

const kept: Reader<ReviewView['kept'][number]> = (value) => {
  const from = properties(value);
  return { title: from.get('title', text), because: from.get('because', text) };
};

/** @throws {ShapeError} it is no review */
export const reviewView: Reader<ReviewView> = (value) => {
  const from = properties(value);
  return {
    title: from.get('title', text),
    count: from.get('count', text),
    ...from.optional('idle', text),
    isDenied: from.get('isDenied', flag),
    rounds: from.get('rounds', listOf(round)),
    permissions: from.get('permissions', listOf(permission)),
    cautions: from.get('cautions', listOf(text)),
    kept: from.get('kept', listOf(kept)),
    ending: from.get('ending', text),
  };
};
