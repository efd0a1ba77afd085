// Node-API below 10 refuses references to values that are no objects, and better-sqlite3 13 makes them. Here such a value
// travels in a box {v}. better_sqlite3.cpp is compiled so that it calls these three instead of Node's; this file is not.
#include <node_api.h>

#include <mutex>
#include <unordered_set>

namespace {
std::mutex guard;
std::unordered_set<napi_ref> boxes;

bool is_box(napi_ref ref) {
  std::lock_guard<std::mutex> lock(guard);
  return boxes.count(ref) > 0;
}

bool may_be_referred_to(napi_valuetype type) {
  return type == napi_object || type == napi_function || type == napi_external || type == napi_symbol;
}
}  // namespace

extern "C" {

napi_status boxed_create_reference(napi_env env, napi_value value, uint32_t count, napi_ref* result) {
  napi_valuetype type;
  if (napi_status status = napi_typeof(env, value, &type); status != napi_ok) return status;
  if (may_be_referred_to(type)) return napi_create_reference(env, value, count, result);
  napi_value box;
  if (napi_status status = napi_create_object(env, &box); status != napi_ok) return status;
  if (napi_status status = napi_set_named_property(env, box, "v", value); status != napi_ok) return status;
  // a primitive is never collected, so its box must not be either
  if (napi_status status = napi_create_reference(env, box, count == 0 ? 1 : count, result); status != napi_ok) return status;
  std::lock_guard<std::mutex> lock(guard);
  boxes.insert(*result);
  return napi_ok;
}

napi_status boxed_get_reference_value(napi_env env, napi_ref ref, napi_value* result) {
  napi_status status = napi_get_reference_value(env, ref, result);
  if (status != napi_ok || *result == nullptr || !is_box(ref)) return status;
  return napi_get_named_property(env, *result, "v", result);
}

napi_status boxed_delete_reference(napi_env env, napi_ref ref) {
  {
    std::lock_guard<std::mutex> lock(guard);
    boxes.erase(ref);
  }
  return napi_delete_reference(env, ref);
}
}
