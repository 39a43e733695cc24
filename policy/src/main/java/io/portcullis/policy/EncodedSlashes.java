package io.portcullis.policy;

/**
 * What a policy says about targets with an encoded slash: the locations that allow one on purpose, and every location
 * at all, exceptions included, to know whether the policy speaks of the other reading.
 *
 * @param allowed the grants that say {@code encodedSlashes}
 * @param all every location of the file, with any method
 */
record EncodedSlashes(LocationIndex allowed, LocationIndex all) {

  private static final Question<Void, Boolean> ANY = new Question<>() {
    @Override
    public Boolean ask(Grant first, String path, int end, long method, AccessRequest request, Identity caller,
        Void nothing) {
      return Boolean.TRUE;
    }

    @Override
    public boolean anyClaim() {
      return true;
    }
  };

  boolean isSpokenOf(String path, AccessRequest request, Identity caller) {
    return all.first(path, path.length(), Methods.ALL, request, caller, null, ANY) != null;
  }
}
