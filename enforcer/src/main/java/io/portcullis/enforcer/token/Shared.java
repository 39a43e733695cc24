package io.portcullis.enforcer.token;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps one instance of values that many tokens have in common, so that a hundred thousand remembered tokens do not
 * hold a hundred thousand copies of them. Bounded: beyond the bound, values are simply not shared. Thread-safe.
 */
final class Shared<T> {

  private final Map<T, T> values = new ConcurrentHashMap<>();
  private final int maximum;

  Shared(int maximum) {
    this.maximum = maximum;
  }

  /** The instance that stands for the value; {@code null} for {@code null}. */
  T one(T value) {
    if (value == null) {
      return null;
    }
    T known = values.get(value);
    if (known != null) {
      return known;
    }
    if (values.size() >= maximum) {
      return value;
    }
    T raced = values.putIfAbsent(value, value);
    return raced == null ? value : raced;
  }
}
