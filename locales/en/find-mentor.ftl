# Finding a mentor: say what is needed, read the list, send the request, follow it.

error-text-too-long = That is { $length } characters; at most { $limit } fit here. Please shorten it; what you gave before is kept.
error-too-many-choices = At most { $limit }. Take one away before you choose another.
error-too-many-projects = You have { $limit } projects already. Please use one of them.
